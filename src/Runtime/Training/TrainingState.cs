namespace NeuralNet.Gen;

/// <summary>Where a trainer is: what it counts and sums over steps, from one run to the next and through checkpoints.</summary>
internal sealed class TrainingState
{
    /// <summary>Epochs completed.</summary>
    public int EpochCount;

    /// <summary>Steps taken of the epoch after them.</summary>
    public int Step;

    /// <summary>Batches read of that epoch.</summary>
    public int Batch;

    /// <summary>Samples seen of that epoch.</summary>
    public long Samples;

    /// <summary>Sum of their losses, each before its batch's update.</summary>
    public double LossSum;

    /// <summary>Steps ever taken.</summary>
    public long GlobalStep;

    public double MeanLoss => Samples > 0 ? LossSum / Samples : 0;

    /// <summary>Begins an epoch from its first step.</summary>
    public void Begin(int epochCount)
    {
        EpochCount = epochCount;
        Step = Batch = 0;
        Samples = 0;
        LossSum = 0;
    }
}
