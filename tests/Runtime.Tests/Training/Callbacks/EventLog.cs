namespace NeuralNet.Gen.Runtime.Tests.Training;

/// <summary>Writes down what a callback hears.</summary>
internal sealed class EventLog : TrainerCallback
{
    public List<string> Calls { get; } = [];

    public List<StepCompleted> Steps { get; } = [];

    public List<ValidationCompleted> Validations { get; } = [];

    public List<EpochReport> Epochs { get; } = [];

    public List<CheckpointSaved> Saved { get; } = [];

    public FitContext? Context { get; private set; }

    public Action<StepCompleted>? OnStep { get; init; }

    public override void OnFitStart(FitContext context)
    {
        Context = context;
        Calls.Add("fit start");
    }

    public override void OnEpochStart(in EpochStarted started) => Calls.Add($"epoch {started.Epoch}/{started.Epochs} at {started.FirstStep}");

    public override void OnStepEnd(in StepCompleted step)
    {
        Calls.Add($"step {step.Step}");
        Steps.Add(step);
        OnStep?.Invoke(step);
    }

    public override void OnValidationEnd(in ValidationCompleted validation)
    {
        Calls.Add("validation");
        Validations.Add(validation);
    }

    public override void OnEpochEnd(EpochReport report)
    {
        Calls.Add(report.Completed ? "epoch end" : "epoch cut");
        Epochs.Add(report);
    }

    public override void OnCheckpointSaved(CheckpointSaved saved)
    {
        Calls.Add("saved");
        Saved.Add(saved);
    }

    public override void OnException(Exception exception) => Calls.Add(exception.GetType().Name);

    public override void OnFitEnd(TrainingReport report) => Calls.Add("fit end");
}
