namespace NeuralNet.Gen;

/// <summary>Hands steps and validations on to an <see cref="IProgress{T}"/>.</summary>
internal sealed class ProgressCallback(IProgress<TrainingProgress> progress) : TrainerCallback
{
    private TrainingProgress _last;

    public override void OnStepEnd(in StepCompleted step)
    {
        _last = new TrainingProgress(step.Epoch, step.Epochs, step.Step, step.StepsPerEpoch, step.Samples, step.Loss, step.MeanLoss, null, step.Elapsed);
        progress.Report(_last);
    }

    public override void OnValidationEnd(in ValidationCompleted validation)
        => progress.Report(_last with { Validation = validation.Report, Elapsed = validation.Elapsed });
}
