using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Training;

public sealed class TrainerTests
{
    private static (float[] Inputs, int[] Labels) Numbers(int count) => TrainingData.Numbers(count);

    private static TensorDataset Data(int count = 203, int seed = 5) => TrainingData.Of(count, seed);

    private sealed class Recorder(Action<TrainingProgress> body) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => body(value);
    }

    [Fact]
    public void A_network_learns_and_the_report_says_so()
    {
        var network = new SoftmaxRegression(4, 3);
        var trainer = new Trainer<SoftmaxRegression>(network, new Adam(0.05f), new TrainerOptions { BatchSize = 16, Threads = 2 });
        TrainingReport report = trainer.Fit(Data(), 30, Data(101, 6));

        Assert.False(report.Cancelled);
        Assert.Equal(30, report.Epochs.Count);
        Assert.Equal(30 * 13, report.Steps);
        Assert.Equal(Enumerable.Range(1, 30), report.Epochs.Select(e => e.Epoch));
        Assert.All(report.Epochs, e => Assert.True(e is { Completed: true, Steps: 13, Samples: 203 } && e.Validation!.Value.Samples == 101));
        Assert.True(report.Epochs[0].TrainLoss > 0.8);
        Assert.True(report.Epochs[^1].TrainLoss < 0.3);
        Assert.True(report.Epochs[^1].Validation!.Value.Accuracy > 0.9);
        Assert.Equal(30, trainer.EpochCount);
        Assert.True(report.SamplesPerSecond > 0);
        Assert.True(report.Elapsed >= report.Epochs[0].Elapsed);
    }

    [Fact]
    public void The_trainer_does_what_a_bare_loop_does()
    {
        TensorDataset data = Data(50);
        SoftmaxRegression trained = new(4, 3, seed: 9), bare = new(4, 3, seed: 9);
        TrainingReport report = new Trainer<SoftmaxRegression>(trained, new Sgd(0.5f, 0.9f), new TrainerOptions { BatchSize = 16 }).Fit(data, 3);

        var optimizer = new Sgd(0.5f, 0.9f);
        var batch = new Batch(bare.Info.Inputs.AddRange(bare.Info.Targets), 16);
        int[] order = new int[50];
        double loss = 0;
        for (ulong epoch = 0; epoch < 3; epoch++)
        {
            Numerics.SampleOrder.Shuffle(order, 9, epoch);
            loss = 0;
            for (int from = 0; from < 50; from += 16)
            {
                int[] numbers = order[from..Math.Min(50, from + 16)];
                data.Read(numbers, batch);
                loss += (double)bare.Gradient(batch) * numbers.Length;
                optimizer.Step(bare.Parameters, bare.Gradients);
            }
        }

        Assert.Equal(bare.Parameters.ToArray(), trained.Parameters.ToArray());
        Assert.Equal(ParametersHash.Sha256(bare), ParametersHash.Sha256(trained));
        Assert.Equal(loss / 50, report.Epochs[2].TrainLoss);
        Assert.Equal(12, trained.StepCount);
    }

    [Fact]
    public void Every_epoch_visits_every_sample_once_in_an_order_of_its_own_that_the_seed_decides()
    {
        List<float[]> Orders(ulong? seed, ulong networkSeed = 1, bool shuffle = true)
        {
            var network = new SoftmaxRegression(1, 2, networkSeed);
            var data = TensorDataset.Classification(Enumerable.Range(0, 25).Select(i => i / 25f).ToArray(), 1, new int[25], 2);
            var seen = new List<float>();
            network.OnGradient = batch => seen.AddRange(batch.Floats(0));
            new Trainer<SoftmaxRegression>(network, new Sgd(0), new TrainerOptions { BatchSize = 10, Seed = seed, Shuffle = shuffle }).Fit(data, 2);
            return [.. seen.Chunk(25)];
        }

        List<float[]> orders = Orders(null);
        float[] ascending = [.. Enumerable.Range(0, 25).Select(i => i / 25f)];
        Assert.Equal(ascending, orders[0].Order());
        Assert.Equal(ascending, orders[1].Order());
        Assert.NotEqual(ascending, orders[0]);
        Assert.NotEqual(orders[0], orders[1]);
        Assert.Equal(orders, Orders(1, networkSeed: 2));
        Assert.NotEqual(orders, Orders(2));
        Assert.All(Orders(null, shuffle: false), o => Assert.Equal(ascending, o));
    }

    [Fact]
    public void Two_runs_of_one_epoch_give_the_bits_of_one_run_of_two()
    {
        SoftmaxRegression once = new(4, 3), twice = new(4, 3);
        new Trainer<SoftmaxRegression>(once, new Adam()).Fit(Data(), 2);
        var trainer = new Trainer<SoftmaxRegression>(twice, new Adam());
        trainer.Fit(Data(), 1);
        TrainingReport second = trainer.Fit(Data(), 1);
        Assert.Equal(once.Parameters.ToArray(), twice.Parameters.ToArray());
        Assert.Equal(2, second.Epochs[0].Epoch);
    }

    [Fact]
    public void A_short_last_batch_can_be_dropped()
    {
        var sizes = new List<int>();
        var network = new SoftmaxRegression(4, 3) { OnGradient = batch => sizes.Add(batch.Count) };
        new Trainer<SoftmaxRegression>(network, new Sgd(0.1f), new TrainerOptions { BatchSize = 20 }).Fit(Data(50), 1);
        Assert.Equal([20, 20, 10], sizes);
        sizes.Clear();
        var dropping = new Trainer<SoftmaxRegression>(network, new Sgd(0.1f), new TrainerOptions { BatchSize = 20, DropLast = true });
        Assert.Equal(40, dropping.Fit(Data(50), 1).Epochs[0].Samples);
        Assert.Equal([20, 20], sizes);
        Assert.Contains("nothing to train on", Assert.Throws<ArgumentException>(() => dropping.Fit(Data(19), 1)).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_allocates_nothing(int threads)
    {
        long[] allocated = new long[1000];
        int reports = 0, worst = int.MaxValue;
        var progress = new Recorder(_ => allocated[reports++] = GC.GetAllocatedBytesForCurrentThread());

        // Several runs, as in Allocation.Of: only what allocates in each of them is the trainer's.
        for (int run = 0; run < 10 && worst > 0; run++)
        {
            reports = 0;
            new Trainer<SoftmaxRegression>(new SoftmaxRegression(4, 3), new Adam(), new TrainerOptions { BatchSize = 8, Threads = threads })
                .Fit(Data(800), 2, Data(80), progress);

            // Reports 1 to 100 are the first epoch's steps, 101 its validation, 102 to 201 the second's steps.
            Assert.Equal(202, reports);
            int allocating = 0;
            for (int i = 2; i < 201; i++)
            {
                if (i is not (100 or 101) && allocated[i] != allocated[i - 1]) allocating++;
            }

            worst = Math.Min(worst, allocating);
        }

        Assert.Equal(0, worst);
    }

    [Fact]
    public void Progress_counts_steps_samples_and_epochs()
    {
        var seen = new List<TrainingProgress>();
        new Trainer<SoftmaxRegression>(new SoftmaxRegression(4, 3), new Sgd(0.1f), new TrainerOptions { BatchSize = 20 })
            .Fit(Data(50), 2, Data(30), new Recorder(seen.Add));
        Assert.Equal([(1, 1, 20L), (1, 2, 40), (1, 3, 50), (1, 3, 50), (2, 1, 20), (2, 2, 40), (2, 3, 50), (2, 3, 50)], seen.Select(p => (p.Epoch, p.Step, p.Samples)));
        Assert.Equal([3, 7], seen.Index().Where(p => p.Item.Validation is not null).Select(p => p.Index));
        Assert.All(seen, p => Assert.True(p.Epochs == 2 && p.StepsPerEpoch == 3));
        Assert.Equal(((seen[0].Loss * 20.0) + (seen[1].Loss * 20.0) + (seen[2].Loss * 10.0)) / 50, seen[2].MeanLoss);
    }

    [Fact]
    public void Evaluation_is_the_mean_over_samples_and_ties_go_to_the_first_class()
    {
        var network = new SoftmaxRegression(2, 3);
        network.Parameters.Clear();
        var data = TensorDataset.Classification(new float[14], 2, new[] { 0, 0, 0, 1, 1, 2, 2 }, 3);
        EvaluationReport tied = new Trainer<SoftmaxRegression>(network, new Sgd(1), new TrainerOptions { EvaluationBatchSize = 3 }).Evaluate(data);
        Assert.Equal(3.0 / 7, tied.Accuracy);
        Assert.Equal(Math.Log(3), tied.Loss, 1e-6);
        Assert.Equal(7, tied.Samples);

        // Biases: probabilities 1/7, 2/7, 4/7 for every sample.
        for (int k = 0; k < 3; k++) network.Parameters[6 + k] = k * MathF.Log(2);
        EvaluationReport biased = new Trainer<SoftmaxRegression>(network, new Sgd(1)).Evaluate(data);
        Assert.Equal(2.0 / 7, biased.Accuracy);
        Assert.Equal(((3 * Math.Log(7)) + (2 * Math.Log(3.5)) + (2 * Math.Log(1.75))) / 7, biased.Loss, 1e-6);
        Assert.Equal(0, network.StepCount);
    }

    [Fact]
    public void The_first_of_equals_wins_and_NaN_never_does()
    {
        Assert.Equal(1, Accuracy.First([0.1f, 0.5f, 0.5f]));
        Assert.Equal(0, Accuracy.First([1, 1, 1]));
        Assert.Equal(2, Accuracy.First([float.NaN, -2, -1]));
        Assert.Equal(0, Accuracy.First([3, float.NaN]));
    }

    [Fact]
    public void Independent_probabilities_are_compared_at_one_half()
    {
        NetworkInfo Info(ElementType type) => new()
        {
            Name = "N", Inputs = [new TensorInfo("x", ElementType.Float32, [1])], Targets = [new TensorInfo("y", type, [2])],
            Output = new TensorInfo("p", ElementType.Float32, [2]), Prediction = PredictionKind.Probabilities,
            Parameters = [], Layers = [], ParameterCount = 0, ForwardFlops = 0, GradientFlops = 0,
        };
        foreach (ElementType type in new[] { ElementType.Float32, ElementType.Int32 })
        {
            NetworkInfo info = Info(type);
            var batch = new Batch([.. info.Inputs, .. info.Targets], 2) { Count = 2 };
            if (type == ElementType.Float32) new float[] { 1, 0, 1, 0 }.CopyTo(batch.Floats(1));
            else new[] { 1, 0, 1, 0 }.CopyTo(batch.Integers(1));
            Assert.True(Accuracy.Applies(info));
            Assert.Equal((2, 4), Accuracy.Count(info, batch, [0.5f, 0.4f, 0.4f, 0.9f]));
        }
    }

    [Fact]
    public void Cancelled_before_a_step_the_network_is_as_the_last_step_left_it_and_the_epoch_can_be_begun_anew()
    {
        SoftmaxRegression cancelled = new(4, 3), reference = new(4, 3);
        using var source = new CancellationTokenSource();
        float[] afterFive = [];
        var progress = new Recorder(p =>
        {
            if (p is not { Epoch: 2, Step: 2 }) return;
            afterFive = cancelled.Parameters.ToArray();
            source.Cancel();
        });
        var trainer = new Trainer<SoftmaxRegression>(cancelled, new Sgd(0.1f), new TrainerOptions { BatchSize = 20 });
        TrainingReport report = trainer.Fit(Data(60), 4, null, progress, source.Token);

        Assert.True(report.Cancelled);
        Assert.Equal(5, report.Steps);
        Assert.Equal([true, false], report.Epochs.Select(e => e.Completed));
        Assert.Equal(40, report.Epochs[1].Samples);
        Assert.Equal(afterFive, cancelled.Parameters.ToArray());
        Assert.Equal(1, trainer.EpochCount);
        Assert.Equal(2, trainer.Fit(Data(60), 1).Epochs[0].Epoch);

        TrainingReport none = new Trainer<SoftmaxRegression>(reference, new Sgd(0.1f)).Fit(Data(60), 4, null, null, new CancellationToken(true));
        Assert.True(none.Cancelled);
        Assert.Empty(none.Epochs);
        Assert.Equal(0, reference.StepCount);
    }

    [Fact]
    public void Cancelled_while_validating_the_epoch_counts_and_has_no_validation()
    {
        using var source = new CancellationTokenSource();
        var trainer = new Trainer<SoftmaxRegression>(new SoftmaxRegression(4, 3), new Sgd(0.1f), new TrainerOptions { BatchSize = 20 });
        TrainingReport report = trainer.Fit(Data(20), 3, Data(40), new Recorder(_ => source.Cancel()), source.Token);
        Assert.True(report.Cancelled);
        Assert.Null(Assert.Single(report.Epochs).Validation);
        Assert.Equal(1, trainer.EpochCount);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_number_that_is_not_finite_stops_before_the_parameters_change_and_is_named(float bad)
    {
        (float[] inputs, int[] labels) = Numbers(50);
        inputs[(37 * 4) + 2] = bad;
        var data = TensorDataset.Classification(inputs, 4, labels, 3);
        var network = new SoftmaxRegression(4, 3);
        var optimizer = new Adam();
        var trainer = new Trainer<SoftmaxRegression>(network, optimizer, new TrainerOptions { BatchSize = 10, Shuffle = false });
        float[] before = [];
        var thrown = Assert.Throws<NonFiniteLossException>(() => trainer.Fit(data, 2, null, new Recorder(_ => before = network.Parameters.ToArray())));

        Assert.Equal((1, 4), (thrown.Epoch, thrown.Batch));
        Assert.Equal(("x", 37, 2), (thrown.Column, thrown.Sample, thrown.Element));
        Assert.False(float.IsFinite(thrown.Loss));
        foreach (string part in new[] { "epoch 1", "batch 4", "'x'", "element 2", "sample 37" }) Assert.Contains(part, thrown.Message);
        Assert.Equal(before, network.Parameters.ToArray());
        Assert.Equal(3, optimizer.StepCount);
        Assert.Equal(3, network.StepCount);
    }

    [Fact]
    public void A_parameter_that_is_not_finite_is_named()
    {
        var network = new SoftmaxRegression(4, 3);
        network.Parameters[13] = float.NaN;
        var thrown = Assert.Throws<NonFiniteLossException>(() => new Trainer<SoftmaxRegression>(network, new Sgd(1)).Fit(Data(), 1));
        Assert.Contains("parameter 'dense1.bias'", thrown.Message);
        Assert.Null(thrown.Sample);
    }

    [Fact]
    public void What_the_network_refuses_passes_through_with_the_parameters_untouched()
    {
        // The dataset knows no class count, so the network finds the label.
        var data = new TensorDataset(
            new DataColumn(new TensorInfo("x", ElementType.Float32, [4]), new float[40]),
            new DataColumn(new TensorInfo("label", ElementType.Int32, []), new[] { 0, 1, 2, 0, 1, 2, 0, 3, 0, 0 }));
        var network = new SoftmaxRegression(4, 3);
        float[] before = [];
        var trainer = new Trainer<SoftmaxRegression>(network, new Sgd(1), new TrainerOptions { BatchSize = 5, Shuffle = false });
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data, 1, null, new Recorder(_ => before = network.Parameters.ToArray())));
        Assert.Contains("'label'[2] is 3", thrown.Message);
        Assert.Equal(before, network.Parameters.ToArray());
        Assert.Equal(1, network.StepCount);
    }

    [Fact]
    public void A_dataset_of_other_columns_is_refused_before_the_first_step()
    {
        var network = new SoftmaxRegression(4, 3);
        var trainer = new Trainer<SoftmaxRegression>(network, new Sgd(1));
        DataColumn Floats(string name, params int[] shape) => new(new TensorInfo(name, ElementType.Float32, [.. shape]), new float[shape.Aggregate(2, (a, b) => a * b)]);
        DataColumn Labels(int classes) => new(new TensorInfo("y", ElementType.Int32, [], classes), new int[2]);

        Refuses([Floats("a", 4)], "1 columns", "reads 2");
        Refuses([Floats("a", 5), Labels(3)], "'a' Float32 [5]", "'x' Float32 [4]", "5 elements");
        Refuses([Floats("a", 4), Floats("y")], "column 1", "element types");
        Refuses([Floats("a", 4), Labels(4)], "4 classes", "3");
        Assert.Contains("no samples", Assert.Throws<ArgumentException>(() => trainer.Fit(Data().Take(0), 1)).Message);
        Assert.Throws<ArgumentException>(() => trainer.Fit(Data(), 1, new TensorDataset(Floats("a", 4))));
        Assert.Throws<ArgumentException>(() => trainer.Evaluate(new TensorDataset(Floats("a", 4))));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Data(), -1));
        Assert.Equal(0, network.StepCount);

        trainer.Fit(new TensorDataset(Floats("a", 2, 2), Labels(2)), 1);
        Assert.Equal(1, network.StepCount);

        void Refuses(DataColumn[] columns, params string[] parts)
        {
            string message = Assert.Throws<ArgumentException>(() => trainer.Fit(new TensorDataset(columns), 1)).Message;
            foreach (string part in parts) Assert.Contains(part, message);
        }
    }

    [Theory]
    [InlineData(new[] { 1, 28, 28 }, new[] { 784 }, true)]
    [InlineData(new[] { 1, 28, 28 }, new[] { 28, 28 }, true)]
    [InlineData(new[] { 3, 32, 32 }, new[] { 3, 1024 }, true)]
    [InlineData(new[] { 3, 32, 32 }, new[] { 32, 32, 3 }, false)]
    [InlineData(new[] { 4, 6 }, new[] { 6, 4 }, false)]
    [InlineData(new int[0], new[] { 1 }, true)]
    [InlineData(new int[0], new[] { 1, 1 }, true)]
    public void Shapes_agree_when_one_only_merges_neighbours_of_the_other(int[] a, int[] b, bool agree)
    {
        Assert.Equal(agree, DatasetFit.Flattens([.. a], [.. b]));
        Assert.Equal(agree, DatasetFit.Flattens([.. b], [.. a]));
    }

    [Fact]
    public void Options_outside_their_range_are_named()
    {
        var network = new SoftmaxRegression(4, 3);
        foreach ((TrainerOptions options, string name) in new[]
        {
            (new TrainerOptions { BatchSize = 0 }, "BatchSize"), (new TrainerOptions { Threads = 0 }, "Threads"), (new TrainerOptions { EvaluationBatchSize = -1 }, "EvaluationBatchSize"),
        })
        {
            Assert.Contains(name, Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<SoftmaxRegression>(network, new Sgd(1), options)).Message);
        }
    }
}
