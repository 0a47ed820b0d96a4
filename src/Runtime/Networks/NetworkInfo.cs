using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>What the numbers that <see cref="INetwork.Predict"/> writes mean.</summary>
public enum PredictionKind
{
    /// <summary>The network's output as it is (regression).</summary>
    Values,

    /// <summary>Independent probabilities, one per output (binary cross-entropy).</summary>
    Probabilities,

    /// <summary>Probabilities over classes that sum to one per sample (softmax cross-entropy).</summary>
    ClassProbabilities,
}

/// <summary>What the compiler knows about a network. Emitted as a constant by the generator; nothing here is found by reflection.</summary>
public sealed class NetworkInfo
{
    /// <summary>Name of the network's class.</summary>
    public required string Name { get; init; }

    /// <summary>Inputs in the order in which a <see cref="Batch"/> carries them.</summary>
    public required ImmutableArray<TensorInfo> Inputs { get; init; }

    /// <summary>Targets of the loss in the order in which a <see cref="Batch"/> carries them, after the inputs; empty without a loss.</summary>
    public required ImmutableArray<TensorInfo> Targets { get; init; }

    /// <summary>What <see cref="INetwork.Predict"/> writes: the first of <see cref="Outputs"/>.</summary>
    public required TensorInfo Output { get; init; }

    /// <summary>All outputs in the order in which the network's own <c>Forward</c> and <c>Predict</c> take them; one for most networks.</summary>
    public ImmutableArray<TensorInfo> Outputs
    {
        get => field.IsDefault ? [Output] : field;
        init;
    }

    /// <summary>What the predicted numbers of <see cref="Output"/> mean.</summary>
    public required PredictionKind Prediction { get; init; }

    /// <summary>Trained tensors, ascending by offset, without gaps.</summary>
    public required ImmutableArray<ParameterInfo> Parameters { get; init; }

    /// <summary>Tensors that are saved with the parameters but not trained: running statistics. Their offsets count within <see cref="INetwork.State"/>.</summary>
    public ImmutableArray<ParameterInfo> State
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>Layers as declared.</summary>
    public required ImmutableArray<LayerInfo> Layers { get; init; }

    /// <summary>How inputs, layers and loss hang together; <see cref="NetworkGraph.None"/> for a network that is written by hand.</summary>
    public NetworkGraph Graph { get; init; } = NetworkGraph.None;

    /// <summary>Trained numbers in all.</summary>
    public required int ParameterCount { get; init; }

    /// <summary>Floating-point operations in the matrix products of one sample's forward pass (a multiply-add counts 2).</summary>
    public required long ForwardFlops { get; init; }

    /// <summary>Floating-point operations in the matrix products of one sample's forward and backward pass.</summary>
    public required long GradientFlops { get; init; }

    /// <summary>Memory that a pass with gradients works in; <see cref="ArenaInfo.None"/> without a loss.</summary>
    public ArenaInfo TrainingArena { get; init; } = ArenaInfo.None;

    /// <summary>Memory that <see cref="INetwork.Loss"/> works in; <see cref="ArenaInfo.None"/> without a loss.</summary>
    public ArenaInfo LossArena { get; init; } = ArenaInfo.None;

    /// <summary>Memory that a prediction works in. It takes <see cref="PredictionBlock"/> samples at a time, so larger batches take no more.</summary>
    public ArenaInfo PredictionArena { get; init; } = ArenaInfo.None;

    /// <summary>What lies where in these arenas; <see cref="BufferPlan.None"/> for a network that is written by hand.</summary>
    public BufferPlan Memory { get; init; } = BufferPlan.None;

    /// <summary>Samples that a prediction takes through all kernels at a time.</summary>
    public int PredictionBlock { get; init; } = 1;

    /// <summary>Arena bytes that training takes for each sample of a batch.</summary>
    public long TrainingBytesPerSample => TrainingArena.BytesPerSample;

    /// <summary>Arena bytes that prediction takes for each sample of a block.</summary>
    public long PredictionBytesPerSample => PredictionArena.BytesPerSample;
}
