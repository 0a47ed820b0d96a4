using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>Where a run stands, and how long it will take.</summary>
internal sealed class RunPace(TimeProvider time)
{
    private StepCompleted _step;
    private int _firstStep;
    private long _epochStart = time.GetTimestamp();
    private double _epochSeconds;

    /// <summary>The last step that was noted; with <see cref="StepCompleted.Epoch"/> 0 before the first epoch.</summary>
    public ref readonly StepCompleted Step => ref _step;

    /// <summary>Which epoch it is, for example <c>epoch 2/10</c>; nothing before the first.</summary>
    public string Epoch => _step.Epoch == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"epoch {_step.Epoch}/{_step.Epochs}");

    public TimeSpan EpochElapsed(long now) => time.GetElapsedTime(_epochStart, now);

    public void Begin(in EpochStarted started)
    {
        _epochStart = time.GetTimestamp();
        _firstStep = started.FirstStep;
        _step = new StepCompleted { Epoch = started.Epoch, Epochs = started.Epochs, Step = started.FirstStep, StepsPerEpoch = started.StepsPerEpoch, Loss = float.NaN, MeanLoss = double.NaN };
    }

    public void Note(in StepCompleted step) => _step = step;

    /// <summary>An epoch is over: how long a whole one takes is known now.</summary>
    public void End(EpochReport report, int stepsPerEpoch)
    {
        if (report.Completed && report.Steps == stepsPerEpoch) _epochSeconds = report.Elapsed.TotalSeconds;
    }

    /// <summary>Steps, loss, rate and what remains, by the time that this epoch's steps have taken so far and that the last whole epoch took.</summary>
    public string Progress(long now)
    {
        if (_step.Epoch == 0) return "starting";
        string steps = string.Create(CultureInfo.InvariantCulture, $"{_step.Step}/{_step.StepsPerEpoch}");
        int taken = _step.Step - _firstStep;
        if (taken <= 0) return steps;
        double perStep = EpochElapsed(now).TotalSeconds / taken, epoch = perStep * (_step.StepsPerEpoch - _step.Step);
        double run = epoch + ((_step.Epochs - _step.Epoch) * (_epochSeconds > 0 ? _epochSeconds : perStep * _step.StepsPerEpoch));
        string total = _step.Epochs > _step.Epoch ? $", {DisplayText.Clock(run)} in all" : "";
        return $"{steps} loss {DisplayText.Number(_step.MeanLoss)} {DisplayText.Rate(_step.SamplesPerSecond)} samples/s {DisplayText.Clock(epoch)} left{total}";
    }

    /// <summary>The last line of a run.</summary>
    public static string Ending(TrainingReport report)
    {
        string end = report.Cancelled ? "cancelled" : report.StopReason is { } reason ? "stopped: " + DisplayText.Clean(reason) : "done";
        return string.Create(CultureInfo.InvariantCulture, $"{end}; {report.Steps:N0} steps in {DisplayText.Clock(report.Elapsed.TotalSeconds)}, {DisplayText.Rate(report.SamplesPerSecond)} samples/s");
    }
}
