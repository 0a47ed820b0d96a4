using System.Diagnostics.CodeAnalysis;

namespace NeuralNet.Gen;

/// <summary>
/// Trains a network on a dataset: epochs of shuffled batches, each a gradient and an update, with validation between epochs. A step allocates
/// nothing. Everything here can be done by hand with <see cref="INetwork.Gradient"/> and <see cref="Optimizer.Step(INetwork, ThreadTeam?)"/>.
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
    private readonly TrainingState _state;
    private readonly TrainerCheckpoint _checkpoint;
    private readonly int _evaluationBatchSize;
    private Batch? _batch, _evaluationBatch;

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
        AtLeastOne(Options.AccumulationSteps, nameof(options), nameof(TrainerOptions.AccumulationSteps));
        if (Options.MaxSteps is < 1) throw new ArgumentOutOfRangeException(nameof(options), Options.MaxSteps, $"{nameof(TrainerOptions.MaxSteps)} is {Options.MaxSteps}; at least 1 is expected");
        _state = new TrainingState(Options.MaxSteps);
        _evaluationBatchSize = Options.EvaluationBatchSize ?? Options.BatchSize;
        AtLeastOne(_evaluationBatchSize, nameof(options), nameof(TrainerOptions.EvaluationBatchSize));
        foreach (TrainerCallback? callback in Options.Callbacks)
        {
            if (callback is null) throw new ArgumentException($"{nameof(TrainerOptions.Callbacks)} holds null", nameof(options));
        }

        Network = network;
        Optimizer = optimizer;
        _columns = DatasetFit.Columns(network.Info);
        _evaluation = new Evaluation(network);
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
    [SuppressMessage("ApiDesign", "RS0026:Do not add multiple overloads with optional parameters", Justification = "The required first argument tells the overloads apart.")]
    public TrainingReport Fit(
        IDataset train, int epochs, IDataset? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        DatasetFit.Check(train, Network.Info, nameof(train));
        if (validation is not null) DatasetFit.Check(validation, Network.Info, nameof(validation));
        if (Options.DropLast && train.Count < Options.BatchSize)
            throw new ArgumentException($"the dataset has {train.Count} samples, fewer than one batch of {Options.BatchSize}, and a short batch is dropped: there is nothing to train on", nameof(train));
        ulong seed = Options.Seed ?? Network.Seed;
        var source = new DatasetSource(train, Room(ref _batch, Options.BatchSize, train), Options.BatchSize, Options.DropLast, Options.Shuffle ? seed : null);
        return Fit(source, Options.BatchSize, seed, epochs, validation is null ? null : Whole(validation), progress, cancellationToken, nameof(train));
    }

    /// <summary>Trains on the batches of a loader, which may read ahead on another thread and transform samples. Its own options say what a batch is; those of the trainer about batches and order are not looked at.</summary>
    /// <param name="train">Its columns are the network's inputs, then its targets. Stays its owner's to dispose of.</param>
    /// <param name="epochs">At least 0.</param>
    /// <param name="validation">Evaluated after each epoch, always the batches of its epoch 0; <c>null</c> for none.</param>
    /// <param name="progress">Called on this thread after each step and each validation.</param>
    /// <param name="cancellationToken">Looked at before each step and each batch of validation, as for a dataset.</param>
    /// <returns>Losses and speed by epoch.</returns>
    /// <exception cref="DataLoaderException">A batch could not be read; the parameters are as the step before left them.</exception>
    /// <inheritdoc cref="Fit(IDataset, int, IDataset, IProgress{TrainingProgress}, CancellationToken)" path="/exception"/>
    [SuppressMessage("ApiDesign", "RS0026:Do not add multiple overloads with optional parameters", Justification = "The required first argument tells the overloads apart.")]
    public TrainingReport Fit(
        DataLoader train, int epochs, DataLoader? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (ReferenceEquals(train, validation)) throw new ArgumentException("one loader cannot stand at two places: validation needs a loader of its own", nameof(validation));
        DatasetFit.Check(train.Columns, train.SamplesPerEpoch, Network.Info, nameof(train));
        if (validation is not null) DatasetFit.Check(validation.Columns, validation.SamplesPerEpoch, Network.Info, nameof(validation));
        return Fit(new LoaderSource(train), train.Options.BatchSize, train.Options.Seed, epochs, validation is null ? null : new LoaderSource(validation), progress, cancellationToken, nameof(train));
    }

    private TrainingReport Fit(
        BatchSource train, int batchSize, ulong seed, int epochs, BatchSource? validation, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        int steps = (int)(((long)train.BatchesPerEpoch + Options.AccumulationSteps - 1) / Options.AccumulationSteps);
        _state.Enter(train.Count, batchSize, steps, seed, parameter);
        epochs = _state.EpochsWithin(epochs);
        Optimizer.Bind(Network.Info);
        using ThreadTeam? team = Options.Threads > 1 ? new ThreadTeam(Options.Threads) : null;
        var context = new FitContext
        {
            Network = Network, Optimizer = Optimizer, Options = Options, TrainSamples = train.Count, ValidationSamples = validation?.Count, FirstEpoch = _state.CompletedEpochs + 1,
            Epochs = (int)Math.Min((long)EpochCount + epochs, int.MaxValue), StepsPerEpoch = steps, GlobalStep = GlobalStep, Seed = seed, Started = DateTimeOffset.Now, Environment = FitEnvironment.Of(Options.Threads),
        };
        TrainerCallback[] callbacks = progress is null ? [.. Options.Callbacks] : [.. Options.Callbacks, new ProgressCallback(progress)];
        return new TrainingLoop(context, _columns, _state, _checkpoint, train, validation, _evaluation, callbacks, team, cancellationToken).Run(epochs);
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
    /// <exception cref="DataFormatException">A file is damaged, of a later version, of another network, another optimiser or, as a <see cref="CheckpointSettingsException"/>, other settings; every difference is listed.</exception>
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

    /// <summary>Measures loss, accuracy and <see cref="TrainerOptions.ValidationMetrics"/> in prediction mode; the network stays as it is.</summary>
    /// <param name="data">Its columns are the network's inputs, then its targets.</param>
    /// <exception cref="ArgumentException">The dataset does not fit the network, or a batch holds what the network refuses.</exception>
    public EvaluationReport Evaluate(IDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        DatasetFit.Check(data, Network.Info, nameof(data));
        return Evaluate(Whole(data));
    }

    /// <summary>Measures loss, accuracy and <see cref="TrainerOptions.ValidationMetrics"/> in prediction mode on the batches of a loader's epoch 0; the network stays as it is.</summary>
    /// <param name="data">Its columns are the network's inputs, then its targets. Stays its owner's to dispose of.</param>
    /// <exception cref="ArgumentException">The data do not fit the network.</exception>
    /// <exception cref="DataLoaderException">A batch could not be read.</exception>
    public EvaluationReport Evaluate(DataLoader data)
    {
        ArgumentNullException.ThrowIfNull(data);
        DatasetFit.Check(data.Columns, data.SamplesPerEpoch, Network.Info, nameof(data));
        return Evaluate(new LoaderSource(data));
    }

    /// <summary>Predicts for every sample of a dataset, batch by batch.</summary>
    /// <param name="data">Its first columns are the network's inputs; targets may follow and are not read.</param>
    /// <returns>Samples × <c>Info.Output.Length</c> numbers in the order of the dataset.</returns>
    /// <exception cref="ArgumentException">The dataset does not fit the network.</exception>
    public float[] Predict(IDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        float[] output = new float[checked(data.Count * Network.Info.Output.Length)];
        Predict(data, output);
        return output;
    }

    /// <summary>Predicts for every sample of a dataset, batch by batch.</summary>
    /// <param name="data">Its first columns are the network's inputs; targets may follow and are not read.</param>
    /// <param name="output">Receives samples × <c>Info.Output.Length</c> numbers in the order of the dataset.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    /// <exception cref="ArgumentException">The dataset does not fit the network, or the output has another length.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Predict(IDataset data, Span<float> output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        DatasetFit.CheckInputs(data.Columns, Network.Info, nameof(data));
        int length = Network.Info.Output.Length;
        if (output.Length != (long)data.Count * length)
            throw new ArgumentException($"the output has {output.Length} numbers; {(long)data.Count * length} are expected: {data.Count} samples of {length}", nameof(output));
        if (data.Count == 0) return;
        using ThreadTeam? team = Options.Threads > 1 ? new ThreadTeam(Options.Threads) : null;
        int size = Math.Min(_evaluationBatchSize, data.Count), from = 0;
        var source = new DatasetSource(data, new Batch(data.Columns, size), size, dropLast: false, shuffleSeed: null);
        source.Start(0, 0);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!source.Next(out Batch? batch)) return;
            Network.Predict(batch, output.Slice(from, batch.Count * length), team);
            from += batch.Count * length;
        }
    }

    private EvaluationReport Evaluate(BatchSource data)
    {
        using ThreadTeam? team = Options.Threads > 1 ? new ThreadTeam(Options.Threads) : null;
        return _evaluation.Evaluate(data, Options.ValidationMetrics, team, CancellationToken.None)!.Value;
    }

    /// <summary>All samples in ascending order.</summary>
    private DatasetSource Whole(IDataset data)
    {
        int size = Math.Min(_evaluationBatchSize, data.Count);
        return new DatasetSource(data, Room(ref _evaluationBatch, size, data), size, dropLast: false, shuffleSeed: null);
    }

    private Batch Room(ref Batch? batch, int size, IDataset data)
    {
        size = Math.Min(size, data.Count);
        if (batch is null || batch.Capacity != size) batch = new Batch(_columns, size);
        return batch;
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
