namespace NeuralNet.Gen;

/// <summary>
/// Trains a network on a dataset: epochs of shuffled batches, each a gradient and an update, with validation between epochs. A step allocates
/// nothing. Everything here can be done by hand with <see cref="INetwork.Gradient"/> and <see cref="Optimizer.Step"/>.
/// </summary>
/// <remarks>
/// The order of samples depends on the seed and the epoch's number alone, and a trainer goes on counting: two runs of one epoch give the same bits
/// as one run of two.
/// </remarks>
/// <typeparam name="TNetwork">The network's class.</typeparam>
public sealed class Trainer<TNetwork>
    where TNetwork : class, INetwork
{
    private readonly TensorInfo[] _columns;
    private readonly Evaluation _evaluation;
    private readonly TrainingState _state = new();
    private Batch? _batch;
    private readonly TrainerCheckpoint _checkpoint;

    /// <summary>Brings a network and an optimiser together.</summary>
    /// <param name="network">Is trained in place.</param>
    /// <param name="optimizer">Belongs to this network: it keeps state for each parameter.</param>
    /// <param name="options">Batches, threads and order; the defaults when <c>null</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public Trainer(TNetwork network, Optimizer optimizer, TrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        Options = options ?? new TrainerOptions();
        AtLeastOne(Options.BatchSize, nameof(options), nameof(TrainerOptions.BatchSize));
        AtLeastOne(Options.Threads, nameof(options), nameof(TrainerOptions.Threads));
        int evaluationBatchSize = Options.EvaluationBatchSize ?? Options.BatchSize;
        AtLeastOne(evaluationBatchSize, nameof(options), nameof(TrainerOptions.EvaluationBatchSize));
        foreach (TrainerCallback? callback in Options.Callbacks)
        {
            if (callback is null) throw new ArgumentException($"{nameof(TrainerOptions.Callbacks)} holds null", nameof(options));
        }

        Network = network;
        Optimizer = optimizer;
        _columns = DatasetFit.Columns(network.Info);
        _evaluation = new Evaluation(network, _columns, evaluationBatchSize);
        _checkpoint = new TrainerCheckpoint(network, optimizer, Options, _state);
        CheckStateNames(Options.Callbacks);
    }

    /// <summary>The network that is trained.</summary>
    public TNetwork Network { get; }

    /// <summary>What updates it.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Batches, threads and order.</summary>
    public TrainerOptions Options { get; }

    /// <summary>
    /// Epochs completed so far: the number of the next one keys its order. A run that was cancelled in the middle of an epoch is gone on with at the step where it stopped; setting this property begins the epoch
    /// anew instead.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int EpochCount
    {
        get => _state.EpochCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _state.Begin(value);
        }
    }

    /// <summary>Steps of the optimiser that this trainer took, over all epochs.</summary>
    public long GlobalStep => _state.GlobalStep;

    /// <summary>Trains for a number of epochs.</summary>
    /// <param name="train">Its columns are the network's inputs, then its targets.</param>
    /// <param name="epochs">At least 0.</param>
    /// <param name="validation">Evaluated after each epoch; <c>null</c> for none.</param>
    /// <param name="progress">Called on this thread after each step and each validation.</param>
    /// <param name="cancellationToken">
    /// Looked at before each step and each batch of validation. A cancelled run returns its report, with <see cref="TrainingReport.Cancelled"/> set,
    /// and leaves the network as the last complete step made it; it does not throw.
    /// </param>
    /// <returns>Losses and speed by epoch.</returns>
    /// <exception cref="ArgumentException">
    /// A dataset does not fit the network (found before the first step), or a batch holds what the network refuses, for example a label out of range;
    /// the parameters are then as the step before left them.
    /// </exception>
    /// <exception cref="NonFiniteLossException">A loss is NaN or infinite; the parameters are as the step before left them.</exception>
    public TrainingReport Fit(
        IDataset train, int epochs, IDataset? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        DatasetFit.Check(train, Network.Info, nameof(train));
        if (validation is not null) DatasetFit.Check(validation, Network.Info, nameof(validation));
        int batchSize = Math.Min(Options.BatchSize, train.Count);
        if (Options.DropLast && train.Count < Options.BatchSize)
            throw new ArgumentException($"the dataset has {train.Count} samples, fewer than one batch of {Options.BatchSize}, and a short batch is dropped: there is nothing to train on", nameof(train));

        if (_batch is null || _batch.Capacity != batchSize) _batch = new Batch(_columns, batchSize);
        ulong seed = Options.Seed ?? Network.Seed;
        using var source = new DatasetSource(train, _batch, Options.BatchSize, Options.DropLast, Options.Shuffle ? seed : null);
        _state.Enter(train.Count, Options.BatchSize, source.BatchesPerEpoch, seed, nameof(train));
        using ThreadTeam? team = Options.Threads > 1 ? new ThreadTeam(Options.Threads) : null;
        var context = new FitContext
        {
            Network = Network, Optimizer = Optimizer, Options = Options, TrainSamples = train.Count, ValidationSamples = validation?.Count, FirstEpoch = _state.CompletedEpochs + 1,
            Epochs = (int)Math.Min((long)EpochCount + epochs, int.MaxValue), StepsPerEpoch = source.BatchesPerEpoch, GlobalStep = GlobalStep, Seed = seed, Started = DateTimeOffset.Now,
            Environment = FitEnvironment.Of(Options.Threads),
        };
        TrainerCallback[] callbacks = progress is null ? [.. Options.Callbacks] : [.. Options.Callbacks, new ProgressCallback(progress)];
        return new TrainingLoop(context, _columns, _state, _checkpoint, source, validation, _evaluation, callbacks, team, cancellationToken).Run(epochs);
    }

    /// <summary>
    /// Writes all that this training run consists of: weights and states of the network, the optimiser, the counts that key dropout and order, the place in the epoch, the memories of callbacks. The same program with new
    /// objects goes on from it by <see cref="Resume"/> and ends in the same bits as if it had not stopped.
    /// </summary>
    /// <param name="path">
    /// <c>NAME</c> or <c>NAME.json</c>; a missing directory is made. The readable file is <c>NAME.json</c>, the tensors lie beside it in <c>NAME-HASH.safetensors</c>. Both are replaced together: whenever the process dies,
    /// there is the previous checkpoint or the new one.
    /// </param>
    /// <exception cref="IOException">Writing failed: the disk is full. The previous checkpoint and the trainer are untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory must not be written. The previous checkpoint and the trainer are untouched.</exception>
    public CheckpointSaved SaveCheckpoint(string path) => _checkpoint.Save(path);

    /// <summary>Goes on from a checkpoint: the next <c>Fit</c> takes the step after the last one that it knows of. When it fails, trainer, network and optimiser are as they were.</summary>
    /// <param name="path">With <c>.json</c> or without.</param>
    /// <param name="allowOtherSettings">
    /// Whether options, hyper-parameters and callbacks may differ from those that the checkpoint was written with. By default they may not, because the run would be another than the one that is gone on with.
    /// </param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="DataFormatException">A file is damaged, of a later version, of another network, another optimiser or other settings; every difference is listed.</exception>
    public void Resume(string path, bool allowOtherSettings = false) => _checkpoint.Load(path, allowOtherSettings);

    /// <summary>Goes on from a checkpoint where there is one. A damaged one is an error all the same.</summary>
    /// <returns>Whether there was one.</returns>
    /// <inheritdoc cref="Resume"/>
    public bool TryResume(string path, bool allowOtherSettings = false)
    {
        if (!Checkpoint.Exists(path)) return false;
        Resume(path, allowOtherSettings);
        return true;
    }

    /// <summary>Measures loss and accuracy in prediction mode; the network stays as it is.</summary>
    /// <param name="data">Its columns are the network's inputs, then its targets.</param>
    /// <exception cref="ArgumentException">The dataset does not fit the network, or a batch holds what the network refuses.</exception>
    public EvaluationReport Evaluate(IDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        DatasetFit.Check(data, Network.Info, nameof(data));
        using ThreadTeam? team = Options.Threads > 1 ? new ThreadTeam(Options.Threads) : null;
        return _evaluation.Evaluate(data, team, CancellationToken.None)!.Value;
    }

    private static void CheckStateNames(IReadOnlyList<TrainerCallback> callbacks)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ICheckpointed callback in callbacks.OfType<ICheckpointed>())
        {
            if (!names.Add(callback.StateName)) throw new ArgumentException($"two callbacks keep their state under the name '{callback.StateName}'; each needs a {nameof(ICheckpointed.StateName)} of its own");
        }
    }

    private static void AtLeastOne(int value, string parameter, string name)
    {
        if (value < 1) throw new ArgumentOutOfRangeException(parameter, value, $"{name} is {value}; at least 1 is expected");
    }
}
