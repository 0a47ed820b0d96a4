using NeuralNet.Gen.Resume;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Training;

/// <summary>However a run is interrupted, it ends in the bits of the undisturbed one.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int Epochs = 3;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>Bits of the network and of the optimiser.</summary>
    private static string Bits(Trainer<ResumeNet> trainer)
        => $"{ParametersHash.Sha256(trainer.Network)} {trainer.Network.StepCount} {trainer.Optimizer.StepCount} {string.Join(' ', trainer.Optimizer.State.Concat(trainer.Options.Average?.State ?? []).Select(s => $"{s.Name} {ParametersHash.Sha256(s.Values.Span)}"))}"
            + $" {trainer.Options.Average?.UpdateCount} {trainer.Options.LossGuard?.Median} {trainer.Options.LossGuard?.SkipCount}";

    private static (string Bits, List<StepCompleted> Steps, List<EpochReport> Epochs, EarlyStopping Early) Undisturbed(string optimizer)
    {
        var log = new EventLog();
        var early = new EarlyStopping { Patience = 100 };
        Trainer<ResumeNet> trainer = ResumeTask.Create(optimizer, early, log);
        trainer.Fit(ResumeTask.Train, Epochs, ResumeTask.Validation);
        return (Bits(trainer), log.Steps, log.Epochs, early);
    }

    /// <summary>Stops before a step of the whole run, or while an epoch is validated.</summary>
    private sealed class Interruption(CancellationTokenSource source, int steps, bool validation) : TrainerCallback
    {
        private int _stepsPerEpoch;

        public override void OnFitStart(FitContext context) => _stepsPerEpoch = context.StepsPerEpoch;

        public override void OnStepEnd(in StepCompleted step)
        {
            // The cancellation is seen before the next step, or by the validation.
            if (step.GlobalStep == steps && validation == (step.Step == step.StepsPerEpoch)) source.Cancel();
        }

        public override void OnEpochEnd(EpochReport report)
        {
            if (!validation && report.Epoch * _stepsPerEpoch == steps) source.Cancel();
        }
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("everything")]
    public void Interrupted_anywhere_a_run_ends_in_the_same_bits(string optimizer)
    {
        (string bits, List<StepCompleted> steps, List<EpochReport> epochs, EarlyStopping early) = Undisturbed(optimizer);
        int n = ResumeTask.StepsPerEpoch(optimizer);
        Assert.Equal(Epochs * n, steps.Count);
        Assert.NotEqual(0, early.BestEpoch);
        foreach ((int after, bool validation) in new[] { (1, false), (n - 2, false), (n, false), (n, true), ((2 * n) - 1, false), (2 * n, true), ((3 * n) - 1, false), (3 * n, true) })
        {
            string path = _directory[$"{after} {validation}"];
            using var source = new CancellationTokenSource();
            var log = new EventLog();
            Trainer<ResumeNet> first = ResumeTask.Create(optimizer, new EarlyStopping { Patience = 100 }, log, new Interruption(source, after, validation));
            Assert.True(first.Fit(ResumeTask.Train, Epochs, ResumeTask.Validation, null, source.Token).Cancelled);
            Assert.Equal(after, first.GlobalStep);
            first.SaveCheckpoint(path);

            var earlyAgain = new EarlyStopping { Patience = 100 };
            Trainer<ResumeNet> second = ResumeTask.Create(optimizer, earlyAgain, log);
            second.Resume(path + ".json");
            Assert.Equal(Bits(first), Bits(second));
            Assert.Equal((first.EpochCount, first.GlobalStep), (second.EpochCount, second.GlobalStep));
            TrainingReport rest = second.Fit(ResumeTask.Train, Epochs - second.EpochCount, ResumeTask.Validation);
            Assert.False(rest.Cancelled);

            string what = $"{optimizer}, interrupted after step {after}{(validation ? " while validating" : "")}";
            Assert.True(bits == Bits(second), $"{what}: other bits");
            Assert.Equal(steps.Select(s => (s.Epoch, s.Step, s.GlobalStep, s.Loss, s.MeanLoss, s.Samples)), log.Steps.Select(s => (s.Epoch, s.Step, s.GlobalStep, s.Loss, s.MeanLoss, s.Samples)));
            Assert.Equal(epochs.Select(e => (e.Epoch, e.TrainLoss, e.Validation!.Value.Loss)), log.Epochs.Where(e => e.Completed).Select(e => (e.Epoch, e.TrainLoss, e.Validation!.Value.Loss)));
            Assert.Equal((early.Best, early.BestEpoch), (earlyAgain.Best, earlyAgain.BestEpoch));
            Assert.True(early.RestoreBest(first.Network) && earlyAgain.RestoreBest(second.Network));
            Assert.Equal(ParametersHash.Sha256(first.Network), ParametersHash.Sha256(second.Network));
        }
    }

    [Fact]
    public void A_loader_that_reads_ahead_goes_on_at_the_same_batch()
    {
        (string bits, _, _, _) = Undisturbed("adam");
        using var source = new CancellationTokenSource();
        Trainer<ResumeNet> first = ResumeTask.Create("adam", new EarlyStopping { Patience = 100 }, new Interruption(source, 10, false));
        using (DataLoader loader = ResumeTask.Loader())
        using (var validation = new DataLoader(ResumeTask.Validation, new DataLoaderOptions { BatchSize = 16, Shuffle = false }))
        {
            Assert.True(first.Fit(loader, Epochs, validation, null, source.Token).Cancelled);
        }

        first.SaveCheckpoint(_directory["c"]);
        Trainer<ResumeNet> second = ResumeTask.Create("adam", new EarlyStopping { Patience = 100 });
        second.Resume(_directory["c"]);
        using (DataLoader loader = ResumeTask.Loader())
        using (var validation = new DataLoader(ResumeTask.Validation, new DataLoaderOptions { BatchSize = 16, Shuffle = false }))
        using (var other = new DataLoader(ResumeTask.Train, new DataLoaderOptions { BatchSize = 16, Seed = 4 }))
        {
            Assert.Contains("seed of its order", Assert.Throws<ArgumentException>(() => second.Fit(other, 1)).Message);
            Assert.Contains("validation", Assert.Throws<ArgumentException>(() => second.Fit(loader, 1, loader)).Message);
            second.Fit(loader, Epochs - second.EpochCount, validation);
        }

        Assert.Equal(bits, Bits(second));
    }

    [Fact]
    public void A_learning_rate_that_fell_on_a_plateau_stays_fallen()
    {
        (Trainer<ResumeNet> Trainer, PlateauSchedule Schedule) New()
        {
            var schedule = new PlateauSchedule(new ConstantSchedule(0.5f), factor: 0.5f, patience: 0);
            Trainer<ResumeNet> trainer = ResumeTask.Create("sgd", new ReduceOnPlateau(schedule));
            trainer.Optimizer.Schedule = schedule;
            return (trainer, schedule);
        }

        (Trainer<ResumeNet> undisturbed, PlateauSchedule expected) = New();
        undisturbed.Fit(ResumeTask.Train, 8, ResumeTask.Validation);
        Assert.True(expected.State.Falls > 0);
        (Trainer<ResumeNet> first, _) = New();
        first.Fit(ResumeTask.Train, 5, ResumeTask.Validation);
        first.SaveCheckpoint(_directory["c"]);
        (Trainer<ResumeNet> second, PlateauSchedule resumed) = New();
        second.Resume(_directory["c"]);
        second.Fit(ResumeTask.Train, 3, ResumeTask.Validation);
        Assert.Equal(expected.State, resumed.State);
        Assert.Equal(Bits(undisturbed), Bits(second));
        Assert.Contains("Schedule", Assert.Throws<InvalidOperationException>(() => ResumeTask.Create("sgd", new ReduceOnPlateau(resumed)).Fit(ResumeTask.Train, 1, ResumeTask.Validation)).Message);
    }

    [Fact]
    public void A_checkpoint_after_every_step_holds_that_step()
    {
        var saver = new ModelCheckpoint(_directory.Path) { EverySteps = 1, KeepBest = 0 };
        var hashes = new Dictionary<long, string>();
        var seen = new List<long>();
        Trainer<ResumeNet>? trainer = null;
        var log = new EventLog { OnStep = step => hashes[step.GlobalStep] = Bits(trainer!) };
        var check = new SavedCheck(saved =>
        {
            Trainer<ResumeNet> other = ResumeTask.Create("adam", new ModelCheckpoint(_directory.Path) { EverySteps = 1, KeepBest = 0 });
            other.Resume(saved.Path);
            Assert.Equal(hashes[saved.GlobalStep], Bits(other));
            seen.Add(saved.GlobalStep);
        });
        trainer = ResumeTask.Create("adam", saver, log, check);
        trainer.Fit(ResumeTask.Train, 2);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 14], seen);
        Assert.Equal(2, _directory.Names.Length);
    }

    private sealed class SavedCheck(Action<CheckpointSaved> check) : TrainerCallback
    {
        public override void OnCheckpointSaved(CheckpointSaved saved) => check(saved);
    }

    [Fact]
    public void Train_metrics_of_an_interrupted_epoch_are_of_the_batches_since()
    {
        using var source = new CancellationTokenSource();
        var log = new EventLog();
        Trainer<ResumeNet> Create(params TrainerCallback[] callbacks)
            => new(new ResumeNet(seed: 3), new Adam(3e-3f), new TrainerOptions { BatchSize = 16, TrainMetrics = [new LabelCount()], Callbacks = callbacks });
        Trainer<ResumeNet> first = Create(new Interruption(source, 2, false));
        first.Fit(ResumeTask.Train, 1, cancellationToken: source.Token);
        first.SaveCheckpoint(_directory["c"]);
        Trainer<ResumeNet> second = Create(log);
        second.Resume(_directory["c"]);
        second.Fit(ResumeTask.Train, 2);

        Assert.Equal([ResumeTask.Train.Count - 32, ResumeTask.Train.Count], log.Epochs.Select(e => (int)e.Metrics[0].Value));
        Assert.Equal([log.Steps[^1].StepsPerEpoch - 2, log.Steps[^1].StepsPerEpoch], log.Epochs.Select(e => e.Steps));
    }

    /// <summary>Measures nothing but how much it was shown.</summary>
    private sealed class LabelCount : Gen.Metrics.Metric
    {
        private int _labels;

        public override string Name => "labels";

        public override bool HigherIsBetter => true;

        public override double Value => _labels;

        public override void Reset() => _labels = 0;

        public override void Update(ReadOnlySpan<float> predictions, ReadOnlySpan<int> labels) => _labels += labels.Length;
    }

    [Fact]
    public void Other_settings_are_listed_and_allowed_on_demand()
    {
        Trainer<ResumeNet> first = ResumeTask.Create("adam");
        first.Fit(ResumeTask.Train, 1);
        first.SaveCheckpoint(_directory["c"]);

        var network = new ResumeNet(seed: 3);
        var second = new Trainer<ResumeNet>(network, new Adam(3e-3f), new TrainerOptions { BatchSize = 10, Shuffle = false });
        string before = Bits(second);
        CheckpointSettingsException refused = Assert.Throws<CheckpointSettingsException>(() => second.Resume(_directory["c"]));
        Assert.Equal(["batch_size", "shuffle"], refused.Differences.Select(d => d.Key));
        Assert.Equal("16 in the checkpoint; 10 here", refused.Differences[0].Value);
        string message = refused.Message;
        foreach (string part in new[] { "c.json", "batch_size: 16 in the checkpoint; 10 here", "shuffle: true in the checkpoint; false here", "nothing was loaded", "allowOtherSettings" }) Assert.Contains(part, message);
        Assert.Equal(before, Bits(second));
        second.Resume(_directory["c"], allowOtherSettings: true);
        Assert.Equal(Bits(first), Bits(second));
        Assert.Equal(1, second.EpochCount);
    }

    public static TheoryData<string, string> OtherAverages { get; } = new()
    {
        { "average_decay: 0.9 in the checkpoint; 0.99 here", "other decay" }, { "average_warm_up: false in the checkpoint; true here", "warm-up" }, { "average_decay: 0.9 in the checkpoint; none here", "equal" },
    };

    [Theory]
    [MemberData(nameof(OtherAverages))]
    public void Another_decay_of_the_average_is_refused(string difference, string other)
    {
        static Trainer<ResumeNet> Create(WeightAverage average) => new(new ResumeNet(seed: 3), new Adam(3e-3f), new TrainerOptions { BatchSize = 16, Average = average });
        Trainer<ResumeNet> first = Create(WeightAverage.Exponential(0.9f));
        first.Fit(ResumeTask.Train, 1);
        first.SaveCheckpoint(_directory["c"]);
        Trainer<ResumeNet> second = Create(other switch { "equal" => WeightAverage.Equal(), "warm-up" => WeightAverage.Exponential(0.9f, warmUp: true), _ => WeightAverage.Exponential(0.99f) });
        string before = Bits(second);
        Assert.Contains(difference, Assert.Throws<CheckpointSettingsException>(() => second.Resume(_directory["c"])).Message);
        Assert.Equal(before, Bits(second));
        second.Resume(_directory["c"], allowOtherSettings: true);
        Trainer<ResumeNet> same = Create(WeightAverage.Exponential(0.9f));
        same.Resume(_directory["c"]);
        Assert.Equal(Bits(first), Bits(same));
    }

    public static TheoryData<string> OtherPlateaus { get; } = ["inner", "factor", "patience", "threshold", "cooldown", "minimum", "direction", "wrapped"];

    [Theory]
    [MemberData(nameof(OtherPlateaus))]
    public void Other_numbers_of_a_plateau_are_refused_and_its_state_is_none_of_them(string other)
    {
        static Trainer<ResumeNet> Create(Schedule schedule, PlateauSchedule plateau)
            => new(new ResumeNet(seed: 3), new Adam(3e-3f) { Schedule = schedule }, new TrainerOptions { BatchSize = 16, Callbacks = [new ReduceOnPlateau(plateau) { Monitor = Monitored.TrainLoss }] });

        // An improvement by more than the whole loss is none, so the rate falls in the second epoch.
        PlateauSchedule plateau = Plateau("");
        Trainer<ResumeNet> first = Create(other == "wrapped" ? plateau.WithWarmup(2) : plateau, plateau);
        first.Fit(ResumeTask.Train, 3);
        Assert.NotEqual(0, plateau.State.Falls);
        first.SaveCheckpoint(_directory["c"]);

        PlateauSchedule another = Plateau(other);
        Trainer<ResumeNet> second = Create(other == "wrapped" ? another.WithWarmup(3) : another, another);
        string message = Assert.Throws<CheckpointSettingsException>(() => second.Resume(_directory["c"])).Message;
        Assert.Contains("optimizer/schedule", message);
        Assert.Equal(0, second.EpochCount);

        PlateauSchedule alike = Plateau("");
        Trainer<ResumeNet> same = Create(other == "wrapped" ? alike.WithWarmup(2) : alike, alike);
        same.Resume(_directory["c"]);
        Assert.Equal(plateau.State, alike.State);

        static PlateauSchedule Plateau(string other) => new(
            new ConstantSchedule(other == "inner" ? 2e-3f : 3e-3f), other == "factor" ? 0.25f : 0.5f, other == "patience" ? 1 : 0, other == "threshold" ? 0.5f : 1f, other == "cooldown" ? 2 : 0, other == "minimum" ? 1e-5f : 0,
            other == "direction");
    }

    [Fact]
    public void Another_seed_optimiser_or_callback_is_refused()
    {
        Trainer<ResumeNet> first = ResumeTask.Create("adam", new EarlyStopping());
        first.Fit(ResumeTask.Train, 1, ResumeTask.Validation);
        first.SaveCheckpoint(_directory["c"]);

        Refuses(new Trainer<ResumeNet>(new ResumeNet(seed: 4), new Adam(3e-3f), first.Options), "seed 3", "has 4");
        Refuses(ResumeTask.Create("sgd", new EarlyStopping()), "Adam", "Sgd");
        Refuses(ResumeTask.Create("adam"), "early_stopping");
        Refuses(ResumeTask.Create("adam", new EarlyStopping { Monitor = Monitored.TrainLoss }), "'val_loss'", "'loss'");
        Refuses(ResumeTask.Create("adam", new EarlyStopping(), new ModelCheckpoint(_directory["m"])), "model_checkpoint", "missing");

        void Refuses(Trainer<ResumeNet> trainer, params string[] parts)
        {
            string before = Bits(trainer);
            string message = Assert.Throws<DataFormatException>(() => trainer.Resume(_directory["c"])).Message;
            foreach (string part in parts) Assert.Contains(part, message);
            Assert.Equal(before, Bits(trainer));
            Assert.Equal((0, 0L), (trainer.EpochCount, trainer.GlobalStep));
        }
    }

    /// <summary>Loads what it is given and refuses it afterwards.</summary>
    private sealed class Moody : TrainerCallback, ICheckpointed
    {
        public bool Refuses { get; init; }

        public string StateName => "moody";

        public void SaveState(StateWriter state) => state.Write("mood", 1);

        public void LoadState(StateReader state)
        {
            if (Refuses) throw new FormatException("not today");
        }
    }

    [Fact]
    public void When_a_later_callback_refuses_its_state_earlier_ones_get_theirs_back()
    {
        Trainer<ResumeNet> first = ResumeTask.Create("adam", new EarlyStopping(), new Moody());
        first.Fit(ResumeTask.Train, 2, ResumeTask.Validation);
        first.SaveCheckpoint(_directory["c"]);
        var early = new EarlyStopping();
        Trainer<ResumeNet> second = ResumeTask.Create("adam", early, new Moody { Refuses = true });
        second.Fit(ResumeTask.Train, 1, ResumeTask.Validation);
        (string bits, double best) = (Bits(second), early.Best);
        Assert.Throws<FormatException>(() => second.Resume(_directory["c"]));
        Assert.Equal((bits, best, 1), (Bits(second), early.Best, early.BestEpoch));
        Assert.Equal((1, 7L), (second.EpochCount, second.GlobalStep));
    }

    [Fact]
    public void Resuming_where_nothing_is_begins_anew()
    {
        Trainer<ResumeNet> trainer = ResumeTask.Create("adam");
        Assert.False(trainer.TryResume(_directory["none"]));
        Assert.Contains("none.json", Assert.Throws<FileNotFoundException>(() => trainer.Resume(_directory["none"])).Message);
    }
}
