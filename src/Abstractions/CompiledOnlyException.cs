namespace NeuralNet.Gen;

/// <summary>
/// A method that describes a network was run. <c>Forward(Tensor)</c> and <c>Loss</c> are evaluated while the project compiles; call the generated
/// <c>Forward</c>, <c>Predict</c> or <c>Step</c> over spans instead.
/// </summary>
public sealed class CompiledOnlyException : InvalidOperationException
{
    /// <summary>Says what to call instead.</summary>
    public CompiledOnlyException()
        : base("methods over Tensor describe a network and are evaluated while the project compiles; call the generated methods over spans")
    {
    }
}
