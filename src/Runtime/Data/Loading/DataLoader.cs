using System.Diagnostics.CodeAnalysis;

namespace NeuralNet.Gen;

/// <summary>
/// Batches over a dataset (PyTorch's <c>DataLoader</c>): order, transforms and, where asked for, a thread that reads ahead. What a batch holds depends on the dataset, the
/// options and the numbers of epoch and batch alone: not on threads, nor on what was read before. A step allocates nothing.
/// </summary>
/// <remarks>
/// <code>
/// using var loader = new DataLoader(train, new DataLoaderOptions { BatchSize = 64, Prefetch = 2 });
/// for (int epoch = 0; epoch &lt; 10; epoch++)
/// {
///     loader.Start(epoch);
///     while (loader.Next(out Batch? batch)) network.Gradient(batch);
/// }
/// </code>
/// Used by one thread at a time. While it reads ahead, the dataset, the sampler and the transforms belong to its thread: a dataset that two loaders share must bear
/// reads from two threads, which those of this library do.
/// </remarks>
public sealed class DataLoader : IDisposable
{
    private readonly BatchReader _reader;
    private readonly Prefetcher? _prefetcher;
    private readonly LoadedBatch? _own;
    private readonly int _samples;
    private LoadedBatch? _current;
    private int _epoch, _next;
    private bool _started, _disposed;

    /// <summary>Allocates the batches and starts the thread, if there is to be one.</summary>
    /// <param name="dataset">At least one sample.</param>
    /// <param name="options">The defaults when <c>null</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    /// <exception cref="ArgumentException">The dataset has no samples, an epoch would have no batch, or a transform does not fit the dataset's columns.</exception>
    public DataLoader(IDataset dataset, DataLoaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        Options = options ?? new DataLoaderOptions();
        if (Options.BatchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(options), Options.BatchSize, $"{nameof(DataLoaderOptions.BatchSize)} is {Options.BatchSize}; at least 1 is expected");
        if (Options.Prefetch is < 0 or > 1024)
            throw new ArgumentOutOfRangeException(nameof(options), Options.Prefetch, $"{nameof(DataLoaderOptions.Prefetch)} is {Options.Prefetch}; 0 to 1024 is expected");
        if (dataset.Count < 1) throw new ArgumentException("the dataset has no samples", nameof(dataset));
        ISampler sampler = Options.Sampler ?? (Options.Shuffle ? new RandomSampler(dataset.Count) : new SequentialSampler(dataset.Count));
        _samples = sampler.Count;
        if (_samples < 1) throw new ArgumentException("the sampler has no samples", nameof(options));
        if (Options.DropLast && _samples < Options.BatchSize)
            throw new ArgumentException($"an epoch has {_samples} samples, fewer than one batch of {Options.BatchSize}, and a short batch is dropped: there is nothing to read", nameof(options));

        BatchesPerEpoch = Options.DropLast ? _samples / Options.BatchSize : (int)(((long)_samples + Options.BatchSize - 1) / Options.BatchSize);
        _reader = new BatchReader(dataset, Options, sampler);
        if (Options.Prefetch > 0) _prefetcher = new Prefetcher(_reader, Options.Prefetch);
        else _own = _reader.Allocate();
    }

    /// <summary>Batch size, order, transforms.</summary>
    public DataLoaderOptions Options { get; }

    /// <summary>What the batches consist of: the dataset's columns as the transforms leave them.</summary>
    public IReadOnlyList<TensorInfo> Columns => _reader.Columns;

    /// <summary>Batches of one epoch, at least 1.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>Samples that the batches of one epoch hold together.</summary>
    public int SamplesPerEpoch => Options.DropLast ? BatchesPerEpoch * Options.BatchSize : _samples;

    /// <summary>The epoch and the batch that <see cref="Next"/> hands out next.</summary>
    public DataLoaderPosition Position => new(_epoch, _next, Options.BatchSize, _samples, Options.Seed);

    /// <summary>Numbers, in the dataset, of the samples of the batch that was handed out last; empty before the first and after the last of an epoch.</summary>
    public ReadOnlySpan<int> Samples => _current is null ? [] : _current.Samples;

    /// <summary>Begins an epoch, or goes on in its middle. What was read ahead is forgotten.</summary>
    /// <param name="epoch">From 0; keys the order and what transforms draw.</param>
    /// <param name="firstBatch">From 0; <see cref="BatchesPerEpoch"/> is the end of the epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public void Start(int epoch, int firstBatch = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, BatchesPerEpoch);
        (_epoch, _next, _current, _started) = (epoch, firstBatch, null, true);
        _prefetcher?.Start(epoch, firstBatch, BatchesPerEpoch);
    }

    /// <summary>Goes on where a loader like this one stood.</summary>
    /// <param name="position">From <see cref="Position"/>, perhaps of another process.</param>
    /// <exception cref="ArgumentException">The position was taken with another batch size, seed or number of samples: the batches would not be those that are left.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Epoch or batch is outside its range.</exception>
    public void Start(DataLoaderPosition position)
    {
        Check("samples an epoch", (ulong)position.Samples, (ulong)_samples);
        Check("samples a batch", (ulong)position.BatchSize, (ulong)Options.BatchSize);
        Check("seed", position.Seed, Options.Seed);
        Start(position.Epoch, position.Batch);

        static void Check(string what, ulong found, ulong expected)
        {
            if (found != expected) throw new ArgumentException($"the position belongs to another loader: {what}: {found}; here it is {expected}", nameof(position));
        }
    }

    /// <summary>The next batch of the epoch.</summary>
    /// <param name="batch">Belongs to the loader: its content stands until the next call of this method, of <c>Start</c> or <c>Dispose</c>. The caller may change it.</param>
    /// <returns><c>false</c> when the epoch is over.</returns>
    /// <exception cref="DataLoaderException">The batch could not be read. The position stays, so that another call tries it again.</exception>
    /// <exception cref="InvalidOperationException">No epoch was started.</exception>
    public bool Next([NotNullWhen(true)] out Batch? batch)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_started) throw new InvalidOperationException("no epoch was started: call Start first");
        _current = null;
        batch = null;
        if (_next == BatchesPerEpoch) return false;
        if (_prefetcher is not null)
        {
            _current = _prefetcher.Take();
        }
        else
        {
            _reader.Read(_epoch, _next, _own!);
            _current = _own;
        }

        _next++;
        batch = _current!.Batch;
        return true;
    }

    /// <summary>Ends the thread that reads ahead; waits for the batch that it is reading.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _current = null;
        _prefetcher?.Dispose();
    }
}
