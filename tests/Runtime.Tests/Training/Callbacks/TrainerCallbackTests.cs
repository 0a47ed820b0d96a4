using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Training;

public sealed class TrainerCallbackTests
{
    private static Trainer<SoftmaxRegression> Trainer(Optimizer optimizer, params TrainerCallback[] callbacks)
        => new(new SoftmaxRegression(4, 3), optimizer, new TrainerOptions { BatchSize = 20, Callbacks = callbacks });

    [Fact]
    public void Calls_come_in_the_documented_order()
    {
        var log = new EventLog();
        Trainer(new Sgd(0.1f), log).Fit(TrainingData.Of(50), 2, TrainingData.Of(30));
        string[] epoch(int number) => [$"epoch {number}/2 at 0", "step 1", "step 2", "step 3", "validation", "epoch end"];
        Assert.Equal(["fit start", .. epoch(1), .. epoch(2), "fit end"], log.Calls);
    }

    [Fact]
    public void Events_tell_what_the_run_does()
    {
        var log = new EventLog();
        Trainer<SoftmaxRegression> trainer = Trainer(new Sgd(0.1f), log);
        TrainingReport report = trainer.Fit(TrainingData.Of(50), 2, TrainingData.Of(30));

        Assert.Equal([1L, 2, 3, 4, 5, 6], log.Steps.Select(s => s.GlobalStep));
        Assert.Equal([20, 20, 10, 20, 20, 10], log.Steps.Select(s => s.StepSamples));
        Assert.Equal([20L, 40, 50, 20, 40, 50], log.Steps.Select(s => s.Samples));
        Assert.All(log.Steps, s => Assert.True(s is { StepsPerEpoch: 3, Epochs: 2, LearningRate: 0.1f, Skipped: false, Metrics.Count: 0 } && s.Loss > 0 && s.SamplesPerSecond > 0));
        Assert.Equal(report.Epochs[0].TrainLoss, log.Steps[2].MeanLoss);
        Assert.Equal(report.Epochs, log.Epochs);
        Assert.Equal(report.Epochs.Select(e => e.Validation!.Value), log.Validations.Select(v => v.Report));
        Assert.All(report.Epochs, e => Assert.Equal(0.1f, e.LearningRate));

        FitContext context = log.Context!;
        Assert.Same(trainer.Network, context.Network);
        Assert.Same(trainer.Optimizer, context.Optimizer);
        Assert.Equal((50, 30, 1, 2, 3, 0L, 1ul), (context.TrainSamples, context.ValidationSamples!.Value, context.FirstEpoch, context.Epochs, context.StepsPerEpoch, context.GlobalStep, context.Seed));
        Assert.Equal((1, Environment.ProcessorCount), (context.Environment.Threads, context.Environment.Processors));
        Assert.StartsWith(".NET 10", context.Environment.Runtime);
        Assert.False(context.Environment.IsNativeAot);

        trainer.Fit(TrainingData.Of(50), 1);
        Assert.Equal((3, 3, 6L), (log.Context!.FirstEpoch, log.Context.Epochs, log.Context.GlobalStep));
        Assert.Equal(7, log.Steps[6].GlobalStep);
    }

    private sealed class Stopper(Func<FitContext, StepCompleted, bool> when) : TrainerCallback
    {
        private FitContext? _context;

        public override void OnFitStart(FitContext context) => _context = context;

        public override void OnStepEnd(in StepCompleted step)
        {
            if (when(_context!, step)) _context!.Stop($"after step {step.Step}");
        }
    }

    [Fact]
    public void A_callback_stops_the_run_after_the_step_and_the_next_run_goes_on_from_there()
    {
        var log = new EventLog();
        SoftmaxRegression undisturbed = new(4, 3);
        new Trainer<SoftmaxRegression>(undisturbed, new Adam(), new TrainerOptions { BatchSize = 20 }).Fit(TrainingData.Of(50), 3);

        bool armed = true;
        Trainer<SoftmaxRegression> trainer = Trainer(new Adam(), new Stopper((_, step) => armed && step is { Epoch: 2, Step: 2 }), log);
        TrainingReport report = trainer.Fit(TrainingData.Of(50), 3);
        Assert.Equal("after step 2", report.StopReason);
        Assert.False(report.Cancelled);
        Assert.Equal([true, false], report.Epochs.Select(e => e.Completed));
        Assert.Equal(["epoch 2/3 at 0", "step 1", "step 2", "epoch cut", "fit end"], log.Calls[^5..]);
        Assert.Equal(1, trainer.EpochCount);

        armed = false;
        log.Calls.Clear();
        report = trainer.Fit(TrainingData.Of(50), 2);
        Assert.Null(report.StopReason);
        Assert.Equal(["fit start", "epoch 2/3 at 2", "step 3", "epoch end"], log.Calls[..4]);
        Assert.Equal(undisturbed.Parameters.ToArray(), trainer.Network.Parameters.ToArray());
        Assert.Equal([10L, 50], report.Epochs.Select(e => e.Samples));
    }

    [Fact]
    public void An_epoch_cut_short_belongs_to_its_data_unless_it_is_begun_anew()
    {
        Trainer<SoftmaxRegression> trainer = Trainer(new Sgd(0.1f), new Stopper((context, step) => context.FirstEpoch == 1 && step.GlobalStep == 2));
        trainer.Fit(TrainingData.Of(50), 1);
        string message = Assert.Throws<ArgumentException>(() => trainer.Fit(TrainingData.Of(60), 1)).Message;
        foreach (string part in new[] { "middle of epoch 1,", "50 samples", "60", "EpochCount" }) Assert.Contains(part, message);
        trainer.EpochCount = 0;
        Assert.Equal(2, trainer.Fit(TrainingData.Of(40), 1).Steps);
    }

    [Fact]
    public void A_failure_is_told_and_goes_on_to_the_caller()
    {
        var log = new EventLog { OnStep = step => { if (step.Step == 2) throw new FormatException("broken display"); } };
        var after = new EventLog();
        Trainer<SoftmaxRegression> trainer = Trainer(new Adam(), log, after);
        Assert.Throws<FormatException>(() => trainer.Fit(TrainingData.Of(50), 1));
        Assert.Equal(["fit start", "epoch 1/1 at 0", "step 1", "step 2", "FormatException"], log.Calls);
        Assert.Equal(["fit start", "epoch 1/1 at 0", "step 1", "FormatException"], after.Calls);
        Assert.Equal((2L, 2L), (trainer.GlobalStep, trainer.Optimizer.StepCount));
    }

    [Fact]
    public void Null_among_the_callbacks_is_refused()
        => Assert.Contains("Callbacks", Assert.Throws<ArgumentException>(() => Trainer(new Sgd(1), [null!])).Message);

    [Fact]
    public void Metric_values_are_a_view()
    {
        MetricValues values = MetricValues.Of([new MetricValue("accuracy", 0.5), new MetricValue("f1", 0.25)]);
        Assert.Equal(2, values.Count);
        Assert.Equal(new MetricValue("f1", 0.25), values[1]);
        Assert.True(values.TryGet("accuracy", out double accuracy));
        Assert.Equal(0.5, accuracy);
        Assert.False(values.TryGet("recall", out double missing));
        Assert.True(double.IsNaN(missing));
        Assert.Equal("accuracy 0.5, f1 0.25", values.ToString());
        Assert.Equal(values, MetricValues.Of(values.ToArray()));
        Assert.NotEqual(values, default);
        Assert.Throws<ArgumentOutOfRangeException>(() => values[2]);
        Assert.Equal(0, default(MetricValues).Count);
        double sum = 0;
        Assert.Equal(0, Allocation.Of(() =>
        {
            foreach (MetricValue value in values) sum += value.Value;
        }));
        Assert.True(sum > 0);
    }
}
