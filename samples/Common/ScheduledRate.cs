using NeuralNet.Gen;

namespace Samples;

/// <summary>Sets the learning rate after each step for the next one, and hands the progress on.</summary>
/// <param name="optimizer">Takes the first step with the rate that it has now: the schedule's shares are of this one.</param>
/// <param name="schedule">The share of the rate that step 0, 1, … of so many takes.</param>
/// <param name="next">Shows the progress.</param>
internal sealed class ScheduledRate(Optimizer optimizer, Func<long, long, float> schedule, IProgress<TrainingProgress> next) : IProgress<TrainingProgress>
{
    private readonly float _rate = optimizer.LearningRate;

    public void Report(TrainingProgress value)
    {
        long done = ((value.Epoch - 1L) * value.StepsPerEpoch) + value.Step;
        optimizer.LearningRate = _rate * schedule(done, (long)value.Epochs * value.StepsPerEpoch);
        next.Report(value);
    }
}
