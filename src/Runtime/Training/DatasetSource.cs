using System.Diagnostics.CodeAnalysis;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>Batches read from a data set on the thread that trains, in an order that depends on seed and epoch alone.</summary>
internal sealed class DatasetSource : BatchSource
{
    private readonly IDataset _data;
    private readonly Batch _batch;
    private readonly int[] _order;
    private readonly int _batchSize;
    private readonly ulong? _shuffleSeed;
    private int _next, _from, _samples;

    /// <param name="data">Is read from.</param>
    /// <param name="batch">Is filled again and again.</param>
    /// <param name="batchSize">Samples of a batch; the last one may have fewer.</param>
    /// <param name="dropLast">Whether a short last batch is left out.</param>
    /// <param name="shuffleSeed"><c>null</c> for ascending order.</param>
    public DatasetSource(IDataset data, Batch batch, int batchSize, bool dropLast, ulong? shuffleSeed)
    {
        (_data, _batch, _batchSize, _shuffleSeed) = (data, batch, batchSize, shuffleSeed);
        _order = new int[data.Count];
        BatchesPerEpoch = dropLast ? data.Count / batchSize : (int)(((long)data.Count + batchSize - 1) / batchSize);
    }

    public override int Count => _order.Length;

    public override int BatchesPerEpoch { get; }

    public override void Start(int epoch, int firstBatch)
    {
        if (_shuffleSeed is { } seed)
        {
            SampleOrder.Shuffle(_order, seed, (ulong)epoch);
        }
        else
        {
            for (int i = 0; i < _order.Length; i++) _order[i] = i;
        }

        _next = firstBatch;
    }

    public override bool Next([NotNullWhen(true)] out Batch? batch)
    {
        batch = _batch;
        if (_next >= BatchesPerEpoch) return false;
        _from = _next * _batchSize;
        _samples = Math.Min(_batchSize, _order.Length - _from);
        _data.Read(_order.AsSpan(_from, _samples), _batch);
        _next++;
        return true;
    }

    public override int SampleNumber(int index) => _order[_from + index];
}
