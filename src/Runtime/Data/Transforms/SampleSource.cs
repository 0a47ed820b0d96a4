namespace NeuralNet.Gen;

/// <summary>Samples of an epoch by number: a dataset, or a transform of another source. Used by one thread at a time.</summary>
internal abstract class SampleSource
{
    public abstract IReadOnlyList<TensorInfo> Columns { get; }

    public abstract void Read(ReadOnlySpan<int> samples, int epoch, Batch target);

    /// <param name="dataset">Where samples come from.</param>
    /// <param name="transforms">What is done to them, in order.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="capacity">The most samples that are read at once.</param>
    public static SampleSource Chain(IDataset dataset, IReadOnlyList<Transform> transforms, ulong seed, int capacity)
    {
        SampleSource source = new DatasetSource(dataset);
        int index = 0;
        foreach (Transform transform in Compose.Flatten(transforms)) source = new TransformedSource(source, transform, index++, seed, dataset.Count, capacity);
        return source;
    }

    private sealed class DatasetSource(IDataset dataset) : SampleSource
    {
        public override IReadOnlyList<TensorInfo> Columns => dataset.Columns;

        public override void Read(ReadOnlySpan<int> samples, int epoch, Batch target) => dataset.Read(samples, target);
    }

    private sealed class TransformedSource : SampleSource
    {
        // The stream of a sample's partner is its own purpose, so that a transform may use every element of the other.
        private const int PartnerPurposes = 1 << 23;

        private readonly SampleSource _source;
        private readonly Transform _transform;
        private readonly int _index, _datasetCount;
        private readonly ulong _seed;
        private readonly Batch? _scratch, _partners;
        private readonly int[] _partnerNumbers = [];

        public TransformedSource(SampleSource source, Transform transform, int index, ulong seed, int datasetCount, int capacity)
        {
            (_source, _transform, _index, _seed, _datasetCount) = (source, transform, index, seed, datasetCount);
            Columns = transform.OutputColumns(source.Columns);
            if (!transform.InPlace) _scratch = new Batch(source.Columns, capacity);
            if (!transform.DrawsPartners) return;
            _partners = new Batch(source.Columns, capacity);
            _partnerNumbers = new int[capacity];
        }

        public override IReadOnlyList<TensorInfo> Columns { get; }

        public override void Read(ReadOnlySpan<int> samples, int epoch, Batch target)
        {
            if (_partners is not null)
            {
                var draws = new TransformContext(_seed, _index + PartnerPurposes, epoch, samples);
                Span<int> numbers = _partnerNumbers.AsSpan(0, samples.Length);
                for (int i = 0; i < numbers.Length; i++) numbers[i] = draws.Below(_datasetCount, i, 0);
                _source.Read(numbers, epoch, _partners);
            }

            Batch source = _scratch ?? target;
            _source.Read(samples, epoch, source);
            target.Count = samples.Length;
            _transform.Apply(source, target, new TransformContext(_seed, _index, epoch, samples, _partners));
        }
    }
}
