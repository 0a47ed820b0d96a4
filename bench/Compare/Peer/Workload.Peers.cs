using Compare.Onnx;
using NeuralNet.Gen;

namespace Compare;

/// <summary>The same network elsewhere. Apart from the workload itself, which is also compiled where no peer exists.</summary>
internal abstract partial class Workload
{
    /// <summary>
    /// The same network in TorchSharp with the same data. Parameters and running statistics must carry the names that <see cref="NetworkInfo.Parameters"/> and
    /// <see cref="NetworkInfo.State"/> give them: by name the starting values are copied.
    /// </summary>
    public abstract IContestant CreateTorch();

    /// <summary>Adds the same network's prediction to an ONNX graph.</summary>
    /// <param name="graph">Gives our weights as they are now, by name.</param>
    /// <param name="input">The batch of inputs.</param>
    /// <returns>The predicted probabilities.</returns>
    public abstract string BuildOnnx(OnnxGraph graph, string input);

    /// <summary>The batch as the network's input takes it: <see cref="float"/> or <see cref="int"/>.</summary>
    public abstract Array Inputs { get; }
}
