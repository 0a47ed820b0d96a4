using System.Diagnostics;
using NeuralNet.Gen.Metrics;

namespace NeuralNet.Gen;

/// <summary>One call of <c>Fit</c>: epochs of steps, validation, and what callbacks hear of them.</summary>
internal sealed class TrainingLoop
{
    private readonly INetwork _network;
    private readonly Optimizer _optimizer;
    private readonly TrainingStep _step;
    private readonly MetricValues _metrics;
    private readonly TrainingState _state;
    private readonly BatchSource _train;
    private readonly BatchSource? _validation;
    private readonly Evaluation _evaluation;
    private readonly TrainerCallback[] _callbacks;
    private readonly FitContext _context;
    private readonly TrainerCheckpoint _checkpoint;
    private readonly ThreadTeam? _team;
    private readonly CancellationToken _cancellation;
    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _cancelled;

    public TrainingLoop(
        FitContext context, TensorInfo[] columns, TrainingState state, TrainerCheckpoint checkpoint, BatchSource train, BatchSource? validation, Evaluation evaluation, TrainerCallback[] callbacks, ThreadTeam? team,
        CancellationToken cancellation)
    {
        (_context, _network, _optimizer, _state, _checkpoint) = (context, context.Network, context.Optimizer, state, checkpoint);
        (_train, _validation, _evaluation, _callbacks, _team, _cancellation) = (train, validation, evaluation, callbacks, team, cancellation);
        _step = new TrainingStep(context, columns, state, train, evaluation, team);
        if (context.Options.TrainMetrics.Count > 0) _metrics = new MetricValues(new LiveMetrics(context.Options.TrainMetrics));
    }

    public TrainingReport Run(int epochs)
    {
        try
        {
            foreach (TrainerCallback callback in _callbacks) callback.OnFitStart(_context);
            SaveRequested();
            TrainingReport report = Epochs(epochs);
            foreach (TrainerCallback callback in _callbacks) callback.SettleRun();
            foreach (TrainerCallback callback in _callbacks) callback.OnFitEnd(report);
            SaveRequested();
            return report;
        }
        catch (Exception exception)
        {
            foreach (TrainerCallback callback in _callbacks) Tell(callback, exception);
            throw;
        }
    }

    private static void Tell(TrainerCallback callback, Exception exception)
    {
        try
        {
            callback.OnException(exception);
        }
        catch (Exception)
        {
            // The first error is the one to report.
        }
    }

    private TrainingReport Epochs(int epochs)
    {
        var reports = new List<EpochReport>(Math.Min(epochs, 1024));

        // An epoch whose steps are all taken and whose validation is not: it counts as one that was completed before.
        if (_state.StepsAreTaken && Epoch() is { } finished) reports.Add(finished);
        for (int i = 0; i < epochs && !_cancelled && _context.StopReason is null; i++)
        {
            EpochReport? report = Epoch();
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

        return new TrainingReport(reports, _cancelled, steps, Stopwatch.GetElapsedTime(_start), Rate(samples, seconds)) { StopReason = _context.StopReason };
    }

    /// <returns><c>null</c> when cancelled before the first step.</returns>
    private EpochReport? Epoch()
    {
        long start = Stopwatch.GetTimestamp();
        int firstStep = _state.Step, stepsPerEpoch = _state.EpochSteps, epoch = _state.CompletedEpochs + 1;
        long samplesBefore = _state.Samples;
        if (_cancelled = _cancellation.IsCancellationRequested) return null;
        _train.Start(_state.CompletedEpochs, _state.Batch);
        foreach (Metric metric in _context.Options.TrainMetrics) metric.Reset();
        var started = new EpochStarted(epoch, _context.Epochs, firstStep, stepsPerEpoch, _state.GlobalStep, Stopwatch.GetElapsedTime(_start));
        foreach (TrainerCallback callback in _callbacks) callback.OnEpochStart(started);
        SaveRequested();

        while (_state.Step < stepsPerEpoch && _context.StopReason is null)
        {
            if (_cancelled = _cancellation.IsCancellationRequested) break;
            if (_step.Take(epoch)) Tell(epoch, start, samplesBefore);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        bool completed = _state.Step >= stepsPerEpoch;
        EvaluationReport? validation = null;
        int steps = _state.Step - firstStep;
        long samples = _state.Samples - samplesBefore;
        double trainLoss = _state.MeanLoss;
        float learningRate = _optimizer.LearningRate;
        MetricValues metrics = MetricValues.Of(_metrics.ToArray());
        if (completed)
        {
            if (_validation is not null) validation = Validate(epoch);
            completed = !_cancelled;
        }

        if (!completed && steps == 0) return null;

        var report = new EpochReport(epoch, trainLoss, validation, steps, samples, Stopwatch.GetElapsedTime(start), Rate(samples, seconds), completed) { LearningRate = learningRate, Metrics = metrics };
        if (completed)
        {
            _state.Begin(_state.CompletedEpochs + 1);
            _state.LastResults = Monitored.All(report);
        }

        foreach (TrainerCallback callback in _callbacks) callback.OnEpochEnd(report);
        SaveRequested();
        return report;
    }

    private void Tell(int epoch, long epochStart, long samplesBefore)
    {
        if (_callbacks.Length == 0) return;
        long now = Stopwatch.GetTimestamp();
        double rate = Rate(_state.Samples - samplesBefore, Stopwatch.GetElapsedTime(epochStart, now).TotalSeconds);
        var completed = new StepCompleted(
            epoch, _context.Epochs, _state.Step, _state.EpochSteps, _state.GlobalStep, _step.Samples, _state.Samples, _step.Loss, _state.MeanLoss, _optimizer.LearningRate, _step.GradientNorm, _step.Skipped, rate,
            Stopwatch.GetElapsedTime(_start, now), _metrics);
        foreach (TrainerCallback callback in _callbacks) callback.OnStepEnd(completed);
        SaveRequested();
    }

    private EvaluationReport? Validate(int epoch)
    {
        long start = Stopwatch.GetTimestamp();
        EvaluationReport? report = Evaluate();
        _cancelled = report is null;
        if (report is null) return null;
        var completed = new ValidationCompleted(epoch, _context.Epochs, _state.GlobalStep, report.Value, Stopwatch.GetElapsedTime(start), Stopwatch.GetElapsedTime(_start));
        foreach (TrainerCallback callback in _callbacks) callback.OnValidationEnd(completed);
        return report;
    }

    /// <summary>With the average of the weights where there is one.</summary>
    private EvaluationReport? Evaluate()
    {
        WeightAverage? average = _context.Options.Average is { UpdateCount: > 0 } some ? some : null;
        average?.Swap(_network);
        try
        {
            return _evaluation.Evaluate(_validation!, _context.Options.ValidationMetrics, _team, _cancellation);
        }
        finally
        {
            average?.Swap(_network);
        }
    }

    /// <summary>Writes the checkpoints that callbacks have asked for, when all of them have heard of the same event.</summary>
    private void SaveRequested()
    {
        while (_context.Requests.TryDequeue(out string? path))
        {
            CheckpointSaved saved = _checkpoint.Save(path);
            foreach (TrainerCallback callback in _callbacks) callback.OnCheckpointSaved(saved);
        }
    }

    private static double Rate(long samples, double seconds) => seconds > 0 ? samples / seconds : 0;
}
