using NeuralNet.Gen.Metrics;

namespace NeuralNet.Gen.Reports.Tests.Terminal;

/// <summary>Small runs for the displays.</summary>
internal static class ShownRun
{
    public static StepCompleted Step(int step, int steps) => new(1, 2, step, steps, step, 4, 4L * step, 0.25f, 0.5, 0.01f, null, false, 1234, default, default);

    /// <summary>The context of a run of steps with 4 samples, and with validation.</summary>
    public static FitContext Context()
    {
        var context = new Kept();
        new Trainer<ShownNet>(new ShownNet(1), new Adam(0.01f), new TrainerOptions { BatchSize = 4, Callbacks = [context] }).Fit(Data(), epochs: 0, validation: Data());
        return context.Context!;
    }

    /// <summary>Trains for five steps an epoch.</summary>
    /// <param name="display">Shows it.</param>
    /// <param name="clock">Moves on by a tick at every step.</param>
    /// <param name="epochs">How many.</param>
    /// <param name="tick">Seconds of a step.</param>
    /// <param name="failing">The epoch that fails, if any.</param>
    /// <param name="cancel">Is cancelled at the second step.</param>
    /// <param name="network">A new one when <c>null</c>.</param>
    public static TrainingReport Fit(TrainerCallback display, ManualClock clock, int epochs, double tick = 0, int failing = 0, CancellationTokenSource? cancel = null, ShownNet? network = null)
    {
        var options = new TrainerOptions { BatchSize = 4, TrainMetrics = [new NamedMetric()], Callbacks = [new Driver(clock, tick, failing, cancel), display] };
        return new Trainer<ShownNet>(network ?? new ShownNet(1), new Adam(0.01f), options).Fit(Data(), epochs, Data(), cancellationToken: cancel?.Token ?? default);
    }

    private static TensorDataset Data()
    {
        var random = new Random(3);
        return TensorDataset.Classification(Enumerable.Range(0, 19 * 5).Select(_ => random.NextSingle()).ToArray(), 5, Enumerable.Range(0, 19).Select(i => i % 3).ToArray(), 3);
    }

    private sealed class Kept : TrainerCallback
    {
        public FitContext? Context { get; private set; }

        public override void OnFitStart(FitContext context) => Context = context;
    }

    private sealed class Driver(ManualClock clock, double tick, int failing, CancellationTokenSource? cancel) : TrainerCallback
    {
        public override void OnStepEnd(in StepCompleted step)
        {
            clock.Pass(tick);
            if (step.Step == 2) cancel?.Cancel();
            if (step.Epoch == failing) throw new InvalidOperationException("[red]broken");
        }
    }

    /// <summary>A name that would be markup.</summary>
    private sealed class NamedMetric : Metric
    {
        public override string Name => "a[b]";

        public override bool HigherIsBetter => true;

        public override double Value => 0.125;

        public override void Reset()
        {
        }

        public override void Update(ReadOnlySpan<float> predictions, ReadOnlySpan<int> labels)
        {
        }
    }
}
