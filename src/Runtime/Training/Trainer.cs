using System.Diagnostics;
using NeuralNet.Gen.Numerics;

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
    private readonly int _evaluationBatchSize;
    private int[] _order = [];
    private float[] _predictions = [];
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
        _evaluationBatchSize = Options.EvaluationBatchSize ?? Options.BatchSize;
        AtLeastOne(_evaluationBatchSize, nameof(options), nameof(TrainerOptions.EvaluationBatchSize));
        Network = network;
        Optimizer = optimizer;
        _columns = DatasetFit.Columns(network.Info);
    }

    /// <summary>The network that is trained.</summary>
    public TNetwork Network { get; }

    /// <summary>What updates it.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Batches, threads and order.</summary>
    public TrainerOptions Options { get; }

    /// <summary>Epochs completed so far: the number of the next one keys its order. Set it to resume; an epoch that was cancelled is begun anew.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int EpochCount
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

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
        if (_order.Length != train.Count) _order = new int[train.Count];
        using ThreadTeam? team = Options.Threads > 1 ? new ThreadTeam(Options.Threads) : null;
        var run = new Run(train, validation, progress, team, _batch, (int)Math.Min((long)EpochCount + epochs, int.MaxValue), cancellationToken);
        var reports = new List<EpochReport>(Math.Min(epochs, 1024));
        bool cancelled = false;
        for (int i = 0; i < epochs && !cancelled; i++)
        {
            EpochReport? report = TrainEpoch(run, ref cancelled);
            if (report is not null) reports.Add(report);
        }

        long steps = 0, samples = 0;
        double seconds = 0;
        foreach (EpochReport report in reports)
        {
            steps += report.Steps;
            samples += report.Samples;
            if (report.SamplesPerSecond > 0) seconds += report.Samples / report.SamplesPerSecond;
        }

        return new TrainingReport(reports, cancelled, steps, Stopwatch.GetElapsedTime(run.Start), Rate(samples, seconds));
    }

    /// <summary>Measures loss and accuracy in prediction mode; the network stays as it is.</summary>
    /// <param name="data">Its columns are the network's inputs, then its targets.</param>
    /// <exception cref="ArgumentException">The dataset does not fit the network, or a batch holds what the network refuses.</exception>
    public EvaluationReport Evaluate(IDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        DatasetFit.Check(data, Network.Info, nameof(data));
        using ThreadTeam? team = Options.Threads > 1 ? new ThreadTeam(Options.Threads) : null;
        return Evaluate(data, team, CancellationToken.None)!.Value;
    }

    private EpochReport? TrainEpoch(Run run, ref bool cancelled)
    {
        int count = run.Train.Count, size = Options.BatchSize;
        int stepsPerEpoch = Options.DropLast ? count / size : (int)(((long)count + size - 1) / size);
        long start = Stopwatch.GetTimestamp();
        Arrange();

        double lossSum = 0;
        int steps = 0;
        long samples = 0;
        float loss = 0;
        while (steps < stepsPerEpoch)
        {
            cancelled = run.CancellationToken.IsCancellationRequested;
            if (cancelled) break;
            ReadOnlySpan<int> numbers = _order.AsSpan((int)samples, (int)Math.Min(size, count - samples));
            loss = Step(run, numbers, steps + 1);
            steps++;
            samples += numbers.Length;
            lossSum += (double)loss * numbers.Length;
            run.Progress?.Report(Progress(run, steps, stepsPerEpoch, samples, loss, lossSum / samples, null));
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (steps == 0) return null;
        bool completed = steps == stepsPerEpoch;
        EvaluationReport? evaluation = null;
        int epoch = EpochCount + 1;
        if (completed)
        {
            if (run.Validation is not null)
            {
                evaluation = Evaluate(run.Validation, run.Team, run.CancellationToken);
                cancelled = evaluation is null;
                if (!cancelled) run.Progress?.Report(Progress(run, steps, stepsPerEpoch, samples, loss, lossSum / samples, evaluation));
            }

            EpochCount++;
        }

        return new EpochReport(epoch, lossSum / samples, evaluation, steps, samples, Stopwatch.GetElapsedTime(start), Rate(samples, seconds), completed);
    }

    private float Step(Run run, ReadOnlySpan<int> numbers, int batchNumber)
    {
        run.Train.Read(numbers, run.Batch);
        long stepCount = Network.StepCount;
        float loss = Network.Gradient(run.Batch, run.Team);
        if (!float.IsFinite(loss))
        {
            Network.StepCount = stepCount;
            throw NonFinite(run.Batch, numbers, batchNumber, loss);
        }

        Optimizer.Step(Network.Parameters, Network.Gradients, run.Team);
        return loss;
    }

    private void Arrange()
    {
        if (Options.Shuffle)
        {
            SampleOrder.Shuffle(_order, Options.Seed ?? Network.Seed, (ulong)EpochCount);
            return;
        }

        for (int i = 0; i < _order.Length; i++) _order[i] = i;
    }

    private TrainingProgress Progress(Run run, int step, int steps, long samples, float loss, double meanLoss, EvaluationReport? validation)
        => new(EpochCount + 1, run.LastEpoch, step, steps, samples, loss, meanLoss, validation, Stopwatch.GetElapsedTime(run.Start));

    /// <returns><c>null</c> when cancelled.</returns>
    private EvaluationReport? Evaluate(IDataset data, ThreadTeam? team, CancellationToken cancellationToken)
    {
        int size = Math.Min(_evaluationBatchSize, data.Count);
        if (_evaluationBatch is null || _evaluationBatch.Capacity != size) _evaluationBatch = new Batch(_columns, size);
        Batch batch = _evaluationBatch;
        bool counts = Accuracy.Applies(Network.Info);
        int outputs = Network.Info.Output.Length;
        if (counts && _predictions.Length < size * outputs) _predictions = new float[size * outputs];

        double lossSum = 0;
        long right = 0, answers = 0;
        Span<int> numbers = size <= 256 ? stackalloc int[size] : new int[size];
        for (int from = 0; from < data.Count; from += size)
        {
            if (cancellationToken.IsCancellationRequested) return null;
            int samples = Math.Min(size, data.Count - from);
            for (int i = 0; i < samples; i++) numbers[i] = from + i;
            data.Read(numbers[..samples], batch);
            lossSum += (double)Network.Loss(batch, team) * samples;
            if (!counts) continue;
            Span<float> predictions = _predictions.AsSpan(0, samples * outputs);
            Network.Predict(batch, predictions, team);
            (long batchRight, long batchAnswers) = Accuracy.Count(Network.Info, batch, predictions);
            right += batchRight;
            answers += batchAnswers;
        }

        return new EvaluationReport(lossSum / data.Count, counts ? (double)right / answers : null, data.Count);
    }

    private NonFiniteLossException NonFinite(Batch batch, ReadOnlySpan<int> numbers, int batchNumber, float loss)
    {
        int epoch = EpochCount + 1;
        for (int c = 0; c < _columns.Length; c++)
        {
            if (_columns[c].ElementType != ElementType.Float32) continue;
            ReadOnlySpan<float> values = batch.Floats(c);
            int place = FiniteCheck.IndexOfNonFinite(values);
            if (place < 0) continue;
            (int sample, int element) = Math.DivRem(place, _columns[c].Length);
            string kind = c < Network.Info.Inputs.Length ? "input" : "target";
            return new NonFiniteLossException(
                epoch, batchNumber, loss,
                FormattableString.Invariant($"{kind} '{_columns[c].Name}' holds {values[place]} at element {element} of sample {numbers[sample]}"),
                _columns[c].Name, numbers[sample], element);
        }

        foreach (ParameterInfo parameter in Network.Info.Parameters)
        {
            int place = FiniteCheck.IndexOfNonFinite(Network.Parameters.Slice(parameter.Offset, parameter.Length));
            if (place >= 0)
                return new NonFiniteLossException(epoch, batchNumber, loss, $"the data of the batch are finite, but parameter '{parameter.Name}' is not (at {place})", null, null, null);
        }

        return new NonFiniteLossException(
            epoch, batchNumber, loss, "data and parameters are finite, so the computation overflowed; a smaller learning rate or scaled inputs may help", null, null, null);
    }

    private static double Rate(long samples, double seconds) => seconds > 0 ? samples / seconds : 0;

    private static void AtLeastOne(int value, string parameter, string name)
    {
        if (value < 1) throw new ArgumentOutOfRangeException(parameter, value, $"{name} is {value}; at least 1 is expected");
    }

    /// <summary>What stays the same during one call of <see cref="Fit"/>.</summary>
    private sealed record Run(
        IDataset Train, IDataset? Validation, IProgress<TrainingProgress>? Progress, ThreadTeam? Team, Batch Batch, int LastEpoch, CancellationToken CancellationToken)
    {
        public long Start { get; } = Stopwatch.GetTimestamp();
    }
}
