using System.Diagnostics.CodeAnalysis;

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

    // Of a network with sparse gradients: the rows of all batches, and the ranges between its tables.
    private SparseGradient[] _sparse = [];
    private (int From, int To)[] _dense = [];
    private NetworkInfo? _network;

    /// <summary>Samples added since <see cref="Reset"/>.</summary>
    public long Samples { get; private set; }

    /// <summary>Small batches added since <see cref="Reset"/>.</summary>
    public int Count { get; private set; }

    /// <summary>The mean loss over all samples; NaN while there are none.</summary>
    public float Loss => Samples == 0 ? float.NaN : (float)(_lossSum / Samples);

    /// <summary>The mean gradients over all samples; empty while there are none.</summary>
    public ReadOnlySpan<float> Gradients => Count == 0 ? default : _sum[0].Span;

    /// <summary>Of each table with a sparse gradient the rows that any of the batches looked up; empty where numbers were added without a network.</summary>
    public ReadOnlySpan<SparseGradient> SparseGradients => Count == 0 ? default : _sparse;

    /// <summary>Adds what <paramref name="network"/>'s <see cref="INetwork.Gradient"/> has computed last; of tables with sparse gradients the rows of the batch alone.</summary>
    /// <param name="network">The same one every time.</param>
    /// <param name="loss">The batch's mean loss.</param>
    /// <param name="samples">Of the batch, at least 1.</param>
    /// <param name="team">Threads to share the work.</param>
    /// <exception cref="ArgumentException">The network is another than that of the first call.</exception>
    /// <exception cref="InvalidOperationException">Gradients were added without a network since <see cref="Reset"/>, and this one has sparse gradients.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="samples"/> is below 1.</exception>
    [SuppressMessage("ApiDesign", "RS0026:Do not add multiple overloads with optional parameters", Justification = "The required arguments tell the overloads apart.")]
    public void Add(INetwork network, float loss, int samples, ThreadTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.SparseGradients.IsEmpty)
        {
            Add(network.Gradients, loss, samples, team);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (_network is not null && !ReferenceEquals(_network, network.Info)) throw new ArgumentException($"this accumulator has rows of '{_network.Name}'; '{network.Info.Name}' needs one of its own", nameof(network));
        if (_network is null && Count > 0) throw new InvalidOperationException("gradients were added without a network, so their rows are not known: add all by Add(network, …)");
        _sum.Prepare(network.Gradients.Length);
        if (_network is null) Begin(network);
        Span<float> mean = _sum[0].Span;
        if (Count == 0)
        {
            foreach (SparseGradient rows in _sparse) rows.Begin(mean);
            foreach ((int from, int to) in _dense) mean[from..to].Clear();
        }

        double share = Counted(loss, samples);
        foreach ((int from, int to) in _dense) _pass.Apply(mean[from..to], network.Gradients[from..to], share, team);
        for (int i = 0; i < _sparse.Length; i++)
        {
            // Rows of earlier batches as well: their gradient in this one is zero, and the mean is over all.
            _sparse[i].Union(network.SparseGradients[i]);
            int width = _sparse[i].RowLength;
            foreach (int row in _sparse[i].Rows)
            {
                int from = _sparse[i].Parameter.Offset + (row * width);
                _pass.Apply(mean.Slice(from, width), network.Gradients.Slice(from, width), share, null);
            }
        }
    }

    /// <summary>Adds what a network's <see cref="INetwork.Gradient"/> has computed. Which rows of a table these are is not known then, so an optimiser that goes by them refuses the sum.</summary>
    /// <param name="gradients">As long every time.</param>
    /// <param name="loss">The batch's mean loss.</param>
    /// <param name="samples">Of the batch, at least 1.</param>
    /// <param name="team">Threads to share the work.</param>
    /// <exception cref="ArgumentException">The length differs from that of the first call.</exception>
    /// <exception cref="InvalidOperationException">Gradients of a network with sparse gradients were added since <see cref="Reset"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="samples"/> is below 1.</exception>
    [SuppressMessage("ApiDesign", "RS0026:Do not add multiple overloads with optional parameters", Justification = "The required arguments tell the overloads apart.")]
    public void Add(ReadOnlySpan<float> gradients, float loss, int samples, ThreadTeam? team = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (_network is not null && Count > 0) throw new InvalidOperationException($"the sum has rows of '{_network.Name}': add all of its gradients by Add(network, …)");
        _sum.Prepare(gradients.Length);
        if (Count == 0)
        {
            _sum.Reset();
            (_network, _sparse, _dense) = (null, [], []);
        }

        _pass.Apply(_sum[0].Span, gradients, Counted(loss, samples), team);
    }

    /// <summary>Begins the next large batch.</summary>
    public void Reset()
    {
        Samples = 0;
        Count = 0;
        _lossSum = 0;
    }

    /// <returns>The share of these samples. The first one is 1, so the first batch's gradients are taken over bit for bit.</returns>
    private double Counted(float loss, int samples)
    {
        Samples += samples;
        Count++;
        _lossSum += (double)loss * samples;
        return (double)samples / Samples;
    }

    private void Begin(INetwork network)
    {
        _sum.Reset();
        List<(int From, int To)> dense = [];
        List<SparseGradient> sparse = [];
        int from = 0;
        foreach (ParameterInfo parameter in network.Info.Parameters.Where(p => p.SparseGradient))
        {
            if (parameter.Offset > from) dense.Add((from, parameter.Offset));
            sparse.Add(new SparseGradient(parameter));
            from = parameter.Offset + parameter.Length;
        }

        if (network.Gradients.Length > from) dense.Add((from, network.Gradients.Length));
        (_network, _sparse, _dense) = (network.Info, [.. sparse], [.. dense]);
    }
}
