namespace NeuralNet.Gen;

/// <summary>
/// Gradients of several small batches as if they were one large batch: their mean, each weighted by its samples. Add the gradients of every small batch, give <see cref="Gradients"/> to the optimiser,
/// then <see cref="Reset"/>. Keeps one vector; allocates it at the first use and nothing after.
/// </summary>
/// <remarks>
/// The mean of means is the large batch's mean where a loss counts every sample alike. A loss that leaves labels out weights them by batch. The numbers are those of the large batch up to
/// rounding: they depend on how the batch is cut, never on threads or registers.
/// </remarks>
public sealed class GradientAccumulator
{
    private readonly LerpPass _pass = new();
    private readonly StateVectors _sum = new(nameof(GradientAccumulator), ["mean"], 0);
    private double _lossSum;

    /// <summary>Samples added since <see cref="Reset"/>.</summary>
    public long Samples { get; private set; }

    /// <summary>Small batches added since <see cref="Reset"/>.</summary>
    public int Count { get; private set; }

    /// <summary>The mean loss over all samples; NaN while there are none.</summary>
    public float Loss => Samples == 0 ? float.NaN : (float)(_lossSum / Samples);

    /// <summary>The mean gradients over all samples; empty while there are none.</summary>
    public ReadOnlySpan<float> Gradients => Count == 0 ? default : _sum[0].Span;

    /// <summary>Adds what a network's <see cref="INetwork.Gradient"/> has computed.</summary>
    /// <param name="gradients">As long every time.</param>
    /// <param name="loss">The batch's mean loss.</param>
    /// <param name="samples">Of the batch, at least 1.</param>
    /// <param name="team">Threads to share the work.</param>
    /// <exception cref="ArgumentException">The length differs from that of the first call.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="samples"/> is below 1.</exception>
    public void Add(ReadOnlySpan<float> gradients, float loss, int samples, ThreadTeam? team = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        _sum.Prepare(gradients.Length);
        if (Count == 0) _sum.Reset();
        Samples += samples;
        Count++;
        _lossSum += (double)loss * samples;

        // The first share is 1, so the first batch's gradients are taken over bit for bit.
        _pass.Apply(_sum[0].Span, gradients, (double)samples / Samples, team);
    }

    /// <summary>Begins the next large batch.</summary>
    public void Reset()
    {
        Samples = 0;
        Count = 0;
        _lossSum = 0;
    }
}
