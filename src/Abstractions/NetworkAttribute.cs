namespace NeuralNet.Gen;

/// <summary>
/// Makes a <c>partial class</c> a neural network. The layers are the attributes that follow, in the order in which they are written: an
/// <see cref="InputAttribute"/> first, then layers, a loss last. The generator checks every shape and adds the parameters, <c>Predict</c>,
/// <c>Gradient</c> and <c>Step</c> to the class.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetworkAttribute : Attribute;
