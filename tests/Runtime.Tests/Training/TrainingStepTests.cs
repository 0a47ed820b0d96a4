using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Training;

/// <summary>What a step does besides a gradient and an update: accumulation, averages, guards, metrics.</summary>
public sealed class TrainingStepTests
{
    [Fact]
    public void Accumulated_batches_make_one_update_and_the_last_one_takes_what_is_left()
    {
        var log = new EventLog();
        var network = new SoftmaxRegression(4, 3, seed: 9);
        TensorDataset data = TrainingData.Of(50);
        new Trainer<SoftmaxRegression>(network, new Sgd(0.5f, 0.9f), new TrainerOptions { BatchSize = 8, AccumulationSteps = 3, Callbacks = [log] }).Fit(data, 2);

        var bare = new SoftmaxRegression(4, 3, seed: 9);
        var optimizer = new Sgd(0.5f, 0.9f);
        var batch = new Batch(bare.Info.Inputs.AddRange(bare.Info.Targets), 8);
        int[] order = new int[50];
        for (ulong epoch = 0; epoch < 2; epoch++)
        {
            Numerics.SampleOrder.Shuffle(order, 9, epoch);
            foreach (int[] step in order.Chunk(24))
            {
                var sum = new GradientAccumulator();
                foreach (int[] numbers in step.Chunk(8))
                {
                    data.Read(numbers, batch);
                    float loss = bare.Gradient(batch);
                    sum.Add(bare.Gradients, loss, numbers.Length);
                }

                optimizer.Step(bare.Parameters, sum.Gradients);
            }
        }

        Assert.Equal(bare.Parameters.ToArray(), network.Parameters.ToArray());
        Assert.Equal([(1, 24), (2, 24), (3, 2), (1, 24), (2, 24), (3, 2)], log.Steps.Select(s => (s.Step, s.StepSamples)));
        Assert.All(log.Steps, s => Assert.Equal(3, s.StepsPerEpoch));
        Assert.Equal(14, network.StepCount);
    }

    [Fact]
    public void The_average_is_validated_and_the_weights_go_on()
    {
        WeightAverage average = WeightAverage.Exponential(0.9f);
        SoftmaxRegression network = new(4, 3), plain = new(4, 3), averaged = new(4, 3);
        TensorDataset train = TrainingData.Of(60), validation = TrainingData.Of(30, 8);
        TrainingReport report = new Trainer<SoftmaxRegression>(network, new Adam(0.05f), new TrainerOptions { BatchSize = 20, Average = average }).Fit(train, 3, validation);
        TrainingReport without = new Trainer<SoftmaxRegression>(plain, new Adam(0.05f), new TrainerOptions { BatchSize = 20 }).Fit(train, 3, validation);

        Assert.Equal(plain.Parameters.ToArray(), network.Parameters.ToArray());
        Assert.Equal(9, average.UpdateCount);
        Assert.NotEqual(without.Epochs[2].Validation!.Value.Loss, report.Epochs[2].Validation!.Value.Loss);
        average.State[0].Values.Span.CopyTo(averaged.Parameters);
        Assert.Equal(new Trainer<SoftmaxRegression>(averaged, new Sgd(1)).Evaluate(validation).Loss, report.Epochs[2].Validation!.Value.Loss, 1e-12);
    }

    [Fact]
    public void A_bad_batch_is_left_out_where_a_guard_says_so()
    {
        (float[] inputs, int[] labels) = TrainingData.Numbers(50);
        inputs[(37 * 4) + 2] = float.NaN;
        var data = TensorDataset.Classification(inputs, 4, labels, 3);
        var log = new EventLog();
        var network = new SoftmaxRegression(4, 3);
        var optimizer = new Adam();
        var trainer = new Trainer<SoftmaxRegression>(network, optimizer, new TrainerOptions { BatchSize = 10, Shuffle = false, Callbacks = [log], LossGuard = new LossGuard(LossPolicy.Skip) });
        TrainingReport report = trainer.Fit(data, 1);

        Assert.Equal([false, false, false, true, false], log.Steps.Select(s => s.Skipped));
        Assert.True(float.IsNaN(log.Steps[3].Loss));
        Assert.Equal((40L, 4L, 5L), (report.Epochs[0].Samples, optimizer.StepCount, trainer.GlobalStep));
        Assert.True(double.IsFinite(report.Epochs[0].TrainLoss));
        Assert.All(network.Parameters.ToArray(), p => Assert.True(float.IsFinite(p)));

        var strict = new Trainer<SoftmaxRegression>(new SoftmaxRegression(4, 3), new Adam(), new TrainerOptions { BatchSize = 10, Shuffle = false, LossGuard = new LossGuard() });
        Assert.Equal(37, Assert.Throws<NonFiniteLossException>(() => strict.Fit(data, 1)).Sample);
        Assert.Equal((3L, 3L), (strict.GlobalStep, strict.Network.StepCount));
    }

    [Fact]
    public void A_spike_stops_the_run_before_its_update()
    {
        (float[] inputs, int[] labels) = TrainingData.Numbers(50);
        for (int i = 30 * 4; i < 40 * 4; i++) inputs[i] *= -200;
        var data = TensorDataset.Classification(inputs, 4, labels, 3);
        var trainer = new Trainer<SoftmaxRegression>(
            new SoftmaxRegression(4, 3), new Sgd(0.1f),
            new TrainerOptions { BatchSize = 10, Shuffle = false, LossGuard = new LossGuard(spike: LossPolicy.Stop, spikeFactor: 3, window: 3) });
        TrainingReport report = trainer.Fit(data, 4);
        Assert.Contains("epoch 1, batch 4", report.StopReason);
        Assert.Equal((3L, 3L, 3L), (report.Steps, trainer.Optimizer.StepCount, trainer.Network.StepCount));
    }

    [Fact]
    public void Metrics_of_training_and_validation_stand_in_events_and_reports_and_can_be_followed()
    {
        var log = new EventLog();
        double lastLive = 0;
        var live = new LiveAccuracy(value => lastLive = value);
        var early = new EarlyStopping { Monitor = Monitored.ValidationMetric("accuracy"), Patience = 50 };
        var trainer = new Trainer<SoftmaxRegression>(new SoftmaxRegression(4, 3), new Sgd(0), new TrainerOptions
        {
            BatchSize = 16, TrainMetrics = [new Gen.Metrics.Accuracy()], ValidationMetrics = [new Gen.Metrics.Accuracy()], Callbacks = [log, live, early],
        });
        TensorDataset train = TrainingData.Of(50), validation = TrainingData.Of(30, 8);
        TrainingReport report = trainer.Fit(train, 2, validation);

        // The rate is 0: what is measured batch by batch is what the evaluation of the whole measures.
        double expected = trainer.Evaluate(train).Accuracy!.Value;
        Assert.True(expected is > 0 and < 1);
        foreach (EpochReport epoch in report.Epochs)
        {
            Assert.True(epoch.Metrics.TryGet("accuracy", out double accuracy));
            Assert.Equal(expected, accuracy);
            Assert.True(epoch.Validation!.Value.Metrics.TryGet("accuracy", out accuracy));
            Assert.Equal(epoch.Validation!.Value.Accuracy, accuracy);
        }

        Assert.Equal(expected, lastLive);
        Assert.Equal(report.Epochs[0].Validation!.Value.Accuracy, early.Best);
    }

    private sealed class LiveAccuracy(Action<double> seen) : TrainerCallback
    {
        public override void OnStepEnd(in StepCompleted step)
        {
            Assert.True(step.Metrics.TryGet("accuracy", out double value));
            seen(value);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_with_everything_allocates_nothing(int threads)
    {
        int allocating = int.MaxValue;
        for (int run = 0; run < 10 && allocating > 0; run++)
        {
            var meter = new Meter();
            var optimizer = new AdamW(1e-2f) { Schedule = new CosineSchedule(1e-2f, 1000).WithWarmup(10), ClipNorm = 0.5f };
            new Trainer<SoftmaxRegression>(new SoftmaxRegression(4, 3), optimizer, new TrainerOptions
            {
                BatchSize = 4, Threads = threads, AccumulationSteps = 2, Average = WeightAverage.Exponential(), LossGuard = new LossGuard(spikeFactor: 100), TrainMetrics = [new Gen.Metrics.Accuracy()],
                Callbacks = [new EarlyStopping { Monitor = Monitored.TrainLoss }, new ReadsEverything(), meter],
            }).Fit(TrainingData.Of(800), 2);
            allocating = Math.Min(allocating, meter.Allocating);
        }

        Assert.Equal(0, allocating);
    }

    /// <summary>Counts steps of the second epoch before which something was allocated.</summary>
    private sealed class Meter : TrainerCallback
    {
        private long _before;

        public int Allocating { get; private set; }

        public override void OnStepEnd(in StepCompleted step)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            if (step is { Epoch: 2, Step: > 1 } && now != _before) Allocating++;
            _before = now;
        }
    }

    private sealed class ReadsEverything : TrainerCallback
    {
        private double _sum;

        public override void OnStepEnd(in StepCompleted step)
        {
            _sum += step.Loss + step.MeanLoss + step.LearningRate + (step.GradientNorm ?? 0) + step.SamplesPerSecond + step.Elapsed.TotalSeconds;
            foreach (MetricValue metric in step.Metrics) _sum += metric.Value;
        }
    }

    [Fact]
    public void A_dataset_is_predicted_in_its_order_with_targets_or_without()
    {
        var network = new SoftmaxRegression(4, 3);
        var trainer = new Trainer<SoftmaxRegression>(network, new Sgd(1), new TrainerOptions { EvaluationBatchSize = 7 });
        (float[] inputs, int[] labels) = TrainingData.Numbers(23);
        var all = new Batch([network.Info.Inputs[0]], 23) { Count = 23 };
        inputs.CopyTo(all.Floats(0));
        float[] expected = new float[23 * 3];
        network.Predict(all, expected);

        Assert.Equal(expected, trainer.Predict(TensorDataset.Classification(inputs, 4, labels, 3)));
        var bare = new TensorDataset(new DataColumn(new TensorInfo("x", ElementType.Float32, [4]), inputs));
        Assert.Equal(expected, trainer.Predict(bare));
        Assert.Empty(trainer.Predict(bare.Take(0)));
        Assert.Contains("69 are expected", Assert.Throws<ArgumentException>(() => trainer.Predict(bare, new float[68])).Message);
        Assert.Contains("[5]", Assert.Throws<ArgumentException>(() => trainer.Predict(new TensorDataset(new DataColumn(new TensorInfo("x", ElementType.Float32, [5]), new float[10])))).Message);
        Assert.Throws<OperationCanceledException>(() => trainer.Predict(bare, new float[69], new CancellationToken(true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<SoftmaxRegression>(network, new Sgd(1), new TrainerOptions { AccumulationSteps = 0 }));
    }
}
