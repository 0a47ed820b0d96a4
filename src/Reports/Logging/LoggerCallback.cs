using Microsoft.Extensions.Logging;

namespace NeuralNet.Gen;

/// <summary>
/// Tells an <see cref="ILogger"/> of a run: its start, each epoch, checkpoints and its end at Information, a run that a callback stopped as well, one that was cancelled at Warning, one that failed at Error, and steps at Debug when
/// <see cref="EverySteps"/> asks for them. Every number is a named value of its message. What the logger does not want costs no allocation.
/// </summary>
public sealed partial class LoggerCallback : TrainerCallback
{
    private readonly ILogger _logger;
    private string _network = "";
    private int _epochs;

    /// <summary>Writes to a logger.</summary>
    /// <param name="logger">Gets the messages, from the thread that trains.</param>
    public LoggerCallback(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        _logger = logger;
    }

    /// <summary>Steps after which a message at Debug is written, counted over all epochs; 0, the default, for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int EverySteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <inheritdoc/>
    public override void OnFitStart(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        (_network, _epochs) = (context.Network.Info.Name, context.Epochs);
        if (!_logger.IsEnabled(LogLevel.Information)) return;
        RunStarted(
            _network, context.Network.Info.ParameterCount, context.Optimizer.GetType().Name, context.FirstEpoch, context.Epochs, context.StepsPerEpoch, context.TrainSamples, context.ValidationSamples ?? 0, context.Options.Threads,
            context.Seed);
    }

    /// <inheritdoc/>
    public override void OnStepEnd(in StepCompleted step)
    {
        if (EverySteps == 0 || step.GlobalStep % EverySteps != 0 || !_logger.IsEnabled(LogLevel.Debug)) return;
        StepEnded(_network, step.GlobalStep, step.Epoch, step.Step, step.StepsPerEpoch, step.Loss, step.LearningRate, step.SamplesPerSecond);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!report.Completed || !_logger.IsEnabled(LogLevel.Information)) return;
        EpochEnded(_network, report.Epoch, _epochs, report.TrainLoss, report.LearningRate, report.Elapsed.TotalSeconds, report.SamplesPerSecond);
        if (report.Metrics.Count > 0) EpochMeasured(_network, report.Epoch, report.Metrics.ToString());
        if (report.Validation is not { } validation) return;
        if (validation.Accuracy is double accuracy) ClassesValidated(_network, report.Epoch, validation.Loss, accuracy);
        else Validated(_network, report.Epoch, validation.Loss);
        if (validation.Metrics.Count > 0) ValidationMeasured(_network, report.Epoch, validation.Metrics.ToString());
    }

    /// <inheritdoc/>
    public override void OnCheckpointSaved(CheckpointSaved saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        if (_logger.IsEnabled(LogLevel.Information)) CheckpointWritten(_network, saved.Path, saved.Epoch, saved.GlobalStep, saved.Bytes, saved.Duration.TotalSeconds);
    }

    /// <inheritdoc/>
    public override void OnException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        RunFailed(exception, _network);
    }

    /// <inheritdoc/>
    public override void OnFitEnd(TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Cancelled)
        {
            RunCancelled(_network, report.Steps, report.Elapsed.TotalSeconds);
            return;
        }

        if (report.StopReason is not null) RunStopped(_network, report.Steps, report.StopReason);
        RunEnded(_network, report.Epochs.Count, report.Steps, report.Elapsed.TotalSeconds, report.SamplesPerSecond);
    }

    [LoggerMessage(
        1, LogLevel.Information,
        "{Network}: training starts: {Parameters} parameters, optimiser {Optimizer}, epochs {FirstEpoch} to {Epochs} of {StepsPerEpoch} steps, {TrainSamples} samples, {ValidationSamples} for validation, {Threads} threads, seed {Seed}",
        SkipEnabledCheck = true)]
    private partial void RunStarted(
        string network, int parameters, string optimizer, int firstEpoch, int epochs, int stepsPerEpoch, int trainSamples, int validationSamples, int threads, ulong seed);

    [LoggerMessage(
        2, LogLevel.Debug, "{Network}: step {GlobalStep} ({Step}/{StepsPerEpoch} of epoch {Epoch}): loss {Loss:G6}, learning rate {LearningRate:G6}, {SamplesPerSecond:F0} samples/s", SkipEnabledCheck = true)]
    private partial void StepEnded(string network, long globalStep, int epoch, int step, int stepsPerEpoch, float loss, float learningRate, double samplesPerSecond);

    [LoggerMessage(
        3, LogLevel.Information, "{Network}: epoch {Epoch}/{Epochs}: loss {Loss:G6}, learning rate {LearningRate:G6}, {Seconds:F1} s, {SamplesPerSecond:F0} samples/s", SkipEnabledCheck = true)]
    private partial void EpochEnded(string network, int epoch, int epochs, double loss, float learningRate, double seconds, double samplesPerSecond);

    [LoggerMessage(4, LogLevel.Information, "{Network}: epoch {Epoch}: {Metrics}", SkipEnabledCheck = true)]
    private partial void EpochMeasured(string network, int epoch, string metrics);

    [LoggerMessage(5, LogLevel.Information, "{Network}: epoch {Epoch}: validation loss {ValidationLoss:G6}", SkipEnabledCheck = true)]
    private partial void Validated(string network, int epoch, double validationLoss);

    [LoggerMessage(6, LogLevel.Information, "{Network}: epoch {Epoch}: validation loss {ValidationLoss:G6}, accuracy {ValidationAccuracy:F4}", SkipEnabledCheck = true)]
    private partial void ClassesValidated(string network, int epoch, double validationLoss, double validationAccuracy);

    [LoggerMessage(7, LogLevel.Information, "{Network}: epoch {Epoch}: validation {Metrics}", SkipEnabledCheck = true)]
    private partial void ValidationMeasured(string network, int epoch, string metrics);

    [LoggerMessage(8, LogLevel.Information, "{Network}: checkpoint {Path}: epoch {Epoch}, step {GlobalStep}, {Bytes} bytes in {Seconds:F2} s", SkipEnabledCheck = true)]
    private partial void CheckpointWritten(string network, string path, int epoch, long globalStep, long bytes, double seconds);

    [LoggerMessage(9, LogLevel.Information, "{Network}: training stopped after {Steps} steps: {Reason}")]
    private partial void RunStopped(string network, long steps, string reason);

    [LoggerMessage(10, LogLevel.Warning, "{Network}: training cancelled after {Steps} steps and {Seconds:F1} s")]
    private partial void RunCancelled(string network, long steps, double seconds);

    [LoggerMessage(11, LogLevel.Error, "{Network}: training failed")]
    private partial void RunFailed(Exception exception, string network);

    [LoggerMessage(12, LogLevel.Information, "{Network}: training ended: {EpochCount} epochs, {Steps} steps, {Seconds:F1} s, {SamplesPerSecond:F0} samples/s")]
    private partial void RunEnded(string network, int epochCount, long steps, double seconds, double samplesPerSecond);
}
