using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Training;

/// <summary>A run that is as long as its steps say.</summary>
public sealed class MaxStepsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>50 samples in batches of 10: five steps an epoch.</summary>
    private static Trainer<SoftmaxRegression> Create(long? most, params TrainerCallback[] callbacks)
        => new(new SoftmaxRegression(4, 3, seed: 9), new Adam(0.05f), new TrainerOptions { BatchSize = 10, MaxSteps = most, Callbacks = callbacks });

    private static TrainingReport Fit(Trainer<SoftmaxRegression> trainer, int epochs, CancellationToken cancellation = default)
        => trainer.Fit(TrainingData.Of(50), epochs, TrainingData.Of(30, 8), cancellationToken: cancellation);

    private static string Bits(Trainer<SoftmaxRegression> trainer) => $"{ParametersHash.Sha256(trainer.Network)} {trainer.GlobalStep} {trainer.Optimizer.StepCount}";

    /// <summary>Stops after a step.</summary>
    private sealed class StopAt(long step) : TrainerCallback
    {
        private FitContext? _run;

        public override void OnFitStart(FitContext context) => _run = context;

        public override void OnStepEnd(in StepCompleted completed)
        {
            if (completed.GlobalStep == step) _run!.Stop("here");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(15)]
    public void The_last_epoch_ends_at_the_last_step_and_is_validated(int most)
    {
        var log = new EventLog();
        Trainer<SoftmaxRegression> trainer = Create(most, log), stopped = Create(null, new StopAt(most));
        TrainingReport report = Fit(trainer, int.MaxValue);
        Fit(stopped, 10);

        // The same steps as those of a run that somebody stopped there.
        Assert.Equal(Bits(stopped), Bits(trainer));
        int epochs = (most + 4) / 5, last = most - (5 * (epochs - 1));
        Assert.Equal((most, epochs, false), ((int)trainer.GlobalStep, trainer.EpochCount, report.Cancelled));
        Assert.Null(report.StopReason);
        Assert.Equal([.. Enumerable.Repeat(5, epochs - 1), last], report.Epochs.Select(e => e.Steps));
        Assert.All(report.Epochs, e => Assert.True(e is { Completed: true, Validation: not null }));
        Assert.Equal(trainer.Evaluate(TrainingData.Of(30, 8)).Loss, report.Epochs[^1].Validation!.Value.Loss);
        Assert.All(log.Steps, s => Assert.Equal((epochs, s.Epoch == epochs ? last : 5), (s.Epochs, s.StepsPerEpoch)));

        // Nothing is left to do.
        Assert.Equal(0, Fit(trainer, 3).Steps);
        Assert.Equal(Bits(stopped), Bits(trainer));
    }

    [Fact]
    public void Fewer_epochs_end_a_run_before_its_last_step()
    {
        Trainer<SoftmaxRegression> trainer = Create(12), once = Create(12);
        Assert.Equal(10, Fit(trainer, 2).Steps);
        Assert.Equal(2, Fit(trainer, 2).Steps);
        Fit(once, 9);
        Assert.Equal(Bits(once), Bits(trainer));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(10, false)]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public void Interrupted_anywhere_a_run_ends_in_the_same_bits(int after, bool validating)
    {
        var whole = new EventLog();
        Trainer<SoftmaxRegression> once = Create(12, whole);
        Fit(once, 100);

        using var source = new CancellationTokenSource();
        var log = new EventLog();
        var cut = new Interruption(after, validating, source);
        Trainer<SoftmaxRegression> first = Create(12, log, cut), second = Create(12, log);
        Assert.True(Fit(first, 100, source.Token).Cancelled);
        Assert.Equal(after, first.GlobalStep);
        first.SaveCheckpoint(_directory["c"]);
        second.Resume(_directory["c"]);
        Assert.False(Fit(second, 100).Cancelled);
        Assert.Equal(Bits(once), Bits(second));
        Assert.Equal(whole.Steps.Select(s => (s.Epoch, s.Epochs, s.Step, s.StepsPerEpoch, s.Loss)), log.Steps.Select(s => (s.Epoch, s.Epochs, s.Step, s.StepsPerEpoch, s.Loss)));
        Assert.Equal(
            whole.Epochs.Select(e => (e.Epoch, e.TrainLoss, e.Validation!.Value.Loss)), log.Epochs.Where(e => e.Completed).Select(e => (e.Epoch, e.TrainLoss, e.Validation!.Value.Loss)));
    }

    [Fact]
    public void A_number_below_one_is_refused()
    {
        Assert.Contains("MaxSteps is 0; at least 1 is expected", Assert.Throws<ArgumentOutOfRangeException>(() => Create(0)).Message);
    }

    private sealed class Interruption(long step, bool validating, CancellationTokenSource source) : TrainerCallback
    {
        public override void OnStepEnd(in StepCompleted completed)
        {
            if (completed.GlobalStep == step && (validating || completed.Step < completed.StepsPerEpoch)) source.Cancel();
        }

        public override void OnEpochEnd(EpochReport report)
        {
            if (!validating && report.Epoch * 5 == step) source.Cancel();
        }
    }
}
