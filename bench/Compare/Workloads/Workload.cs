using NeuralNet.Gen;

namespace Compare;

/// <summary>
/// A generated network and one batch of data for it and its peers. To add one, write one file beside this one, one in Peer/Modules with the same network in
/// TorchSharp and one in Onnx/Models with the same network in ONNX, and name the class in <see cref="All"/>.
/// </summary>
internal abstract partial class Workload
{
    /// <summary>Keys the starting weights and the data.</summary>
    protected const ulong Seed = 42;

    /// <summary>Every workload in the order of the report.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new MnistMlpWorkload(), new TinyMlpWorkload(), new LeNetWorkload(), new ResNetWorkload(), new LstmWorkload(), new GruWorkload(), new CharGptWorkload(),
    ];

    /// <summary>The word after <c>--only</c>: the network and, after <c>b</c>, the batch size.</summary>
    public abstract string Name { get; }

    /// <summary>Samples in the batch of <c>step</c>, <c>gradient</c> and <c>predict</c>.</summary>
    public abstract int BatchSize { get; }

    /// <summary>The generated network; the same instance at every call.</summary>
    public abstract INetwork Network { get; }

    /// <summary>The generated <c>Step</c> over the batch.</summary>
    /// <returns>The mean loss.</returns>
    public abstract float Step(Optimizer optimizer, ThreadTeam? team);

    /// <summary>The generated <c>Gradient</c> over the batch.</summary>
    /// <returns>The mean loss.</returns>
    public abstract float Gradient(ThreadTeam? team);

    /// <summary>The generated <c>Predict</c> over the batch.</summary>
    /// <param name="output">Batch size × length of one output.</param>
    /// <param name="team">The threads to use; <c>null</c> for the calling thread alone.</param>
    public abstract void Predict(Span<float> output, ThreadTeam? team);

    /// <summary>The generated <c>Predict</c> over the first sample.</summary>
    /// <param name="output">The length of one output.</param>
    public abstract void PredictOne(Span<float> output);
}
