namespace NeuralNet.Gen;

/// <summary>Reads any batch of any epoch. Used by one thread at a time: the caller's, or the one that reads ahead.</summary>
internal sealed class BatchReader
{
    private readonly SampleSource _source;
    private readonly ISampler _sampler;
    private readonly int _datasetCount;
    private readonly int[] _order;
    private readonly ulong _seed;
    private int _arranged = -1;

    public BatchReader(IDataset dataset, DataLoaderOptions options, ISampler sampler)
    {
        _sampler = sampler;
        _seed = options.Seed;
        _order = new int[sampler.Count];
        _datasetCount = dataset.Count;
        BatchSize = Math.Min(options.BatchSize, sampler.Count);
        _source = SampleSource.Chain(dataset, options.Transforms, options.Seed, BatchSize);
    }

    /// <summary>Samples of a full batch.</summary>
    public int BatchSize { get; }

    public IReadOnlyList<TensorInfo> Columns => _source.Columns;

    public LoadedBatch Allocate() => new(Columns, BatchSize);

    /// <exception cref="DataLoaderException">Whatever the sampler, the dataset or a transform threw.</exception>
    public void Read(int epoch, int batch, LoadedBatch target)
    {
        target.Samples = [];
        try
        {
            if (_arranged != epoch) Arrange(epoch);
            int from = batch * BatchSize;
            target.Samples = _order.AsSpan(from, Math.Min(BatchSize, _order.Length - from));
            _source.Read(target.Samples, epoch, target.Batch);
        }
        catch (Exception exception)
        {
            throw new DataLoaderException(epoch, batch, target.Samples, exception);
        }
    }

    private void Arrange(int epoch)
    {
        _arranged = -1;
        _sampler.Arrange(_order, _seed, epoch);
        ReadRequest.CheckNumbers(_order, _datasetCount);
        _arranged = epoch;
    }
}
