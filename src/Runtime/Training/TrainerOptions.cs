namespace NeuralNet.Gen;

/// <summary>How a <see cref="Trainer{TNetwork}"/> goes through its data.</summary>
public sealed record TrainerOptions
{
    /// <summary>Samples of a step, at least 1; 64 by default. The last step of an epoch takes what is left.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Threads that share every step, the calling one among them: 1 by default. The result has the same bits for every number.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Keys the order of the samples; the network's seed by default.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Whether each epoch visits the samples in a random order of its own, <c>true</c> by default, or in ascending order.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether samples that do not fill a last batch are left out of an epoch; <c>false</c> by default.</summary>
    public bool DropLast { get; init; }

    /// <summary>Samples of a batch when evaluating; <see cref="BatchSize"/> by default.</summary>
    public int? EvaluationBatchSize { get; init; }

    /// <summary>Watch and steer the runs, called in this order; none by default.</summary>
    public IReadOnlyList<TrainerCallback> Callbacks { get; init; } = [];
}
