using NeuralNet.Gen.Resume;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Training;

public sealed class ModelCheckpointTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string[] Checkpoints => [.. _directory.Names.Where(n => n.EndsWith(".json", StringComparison.Ordinal)).Select(n => n[..^5])];

    [Fact]
    public void The_best_epochs_and_the_last_are_kept_two_files_each()
    {
        var saver = new ModelCheckpoint(_directory.Path) { KeepBest = 2, Monitor = Monitored.ValidationAccuracy };
        var log = new EventLog();
        var hashes = new Dictionary<int, string>();
        Trainer<ResumeNet> trainer = ResumeTask.Create("adam", saver, log, new EpochHashes(hashes));
        TrainingReport report = trainer.Fit(ResumeTask.Train, 9, ResumeTask.Validation);

        // A stable sort keeps the earlier one of equals, as the checkpoints must.
        var best = report.Epochs.OrderByDescending(e => e.Validation!.Value.Accuracy).Take(2).ToList();
        Assert.Equal(best.Select(e => (Path.Combine(_directory.Path, $"epoch-{e.Epoch:D4}.json"), e.Validation!.Value.Accuracy!.Value)), saver.Best);
        Assert.Equal([.. best.Select(e => $"epoch-{e.Epoch:D4}").Order(StringComparer.Ordinal), "last"], Checkpoints);
        Assert.Equal(6, _directory.Names.Length);
        foreach (EpochReport epoch in best)
        {
            var network = new ResumeNet(seed: 99);
            network.LoadCheckpoint(Path.Combine(_directory.Path, $"epoch-{epoch.Epoch:D4}"));
            Assert.Equal(hashes[epoch.Epoch], ParametersHash.Sha256(network));
            CheckpointInfo info = Checkpoint.Describe(Path.Combine(_directory.Path, $"epoch-{epoch.Epoch:D4}"));
            Assert.Equal(("ResumeNet", "Adam", epoch.Epoch, 0, 7L * epoch.Epoch), (info.Network, info.Optimizer, info.EpochCount, info.Step, info.GlobalStep));
            Assert.True(info.Metrics.TryGet("val_accuracy", out double accuracy) && accuracy == epoch.Validation!.Value.Accuracy);
            Assert.True(info.Metrics.TryGet("loss", out double loss) && loss == epoch.TrainLoss);
        }

        Assert.Equal(9, log.Saved.Count(s => s.Path == saver.LastPath));
        Assert.All(log.Saved, s => Assert.True(s.Bytes > 0));
    }

    private sealed class EpochHashes(Dictionary<int, string> hashes) : TrainerCallback
    {
        private FitContext? _context;

        public override void OnFitStart(FitContext context) => _context = context;

        public override void OnEpochEnd(EpochReport report) => hashes[report.Epoch] = ParametersHash.Sha256(_context!.Network);
    }

    [Fact]
    public void Resumed_it_remembers_the_best_and_clears_away_what_came_after()
    {
        var saver = new ModelCheckpoint(_directory.Path) { KeepBest = 2 };
        Trainer<ResumeNet> trainer = ResumeTask.Create("adam", saver);
        trainer.Fit(ResumeTask.Train, 4, ResumeTask.Validation);
        File.Copy(saver.LastPath, _directory["early.json"]);
        string tensors = _directory.Names.Single(n => n.StartsWith("last-", StringComparison.Ordinal));
        File.Copy(_directory[tensors], _directory[tensors + ".kept"]);
        trainer.Fit(ResumeTask.Train, 4, ResumeTask.Validation);
        (string Path, double Value)[] expected = [.. saver.Best];
        string[] names = Checkpoints;

        // As if the process had been killed when epoch 4 was saved and later ones were not.
        File.Move(_directory["early.json"], saver.LastPath, overwrite: true);
        File.Move(_directory[tensors + ".kept"], _directory[tensors]);
        File.Copy(_directory["last.json"], _directory["epoch-0777.json"]);
        File.WriteAllText(_directory["epoch-0778-0123456789abcdef.safetensors"], "half");
        var again = new ModelCheckpoint(_directory.Path) { KeepBest = 2 };
        Trainer<ResumeNet> second = ResumeTask.Create("adam", again);
        Assert.True(second.TryResume(again.LastPath));
        Assert.Equal(4, second.EpochCount);
        second.Fit(ResumeTask.Train, 8 - second.EpochCount, ResumeTask.Validation);
        Assert.Equal(expected, again.Best);
        Assert.Equal([.. names.Where(n => n != "early")], Checkpoints);
        Assert.Equal(ParametersHash.Sha256(trainer.Network), ParametersHash.Sha256(second.Network));
    }

    [Fact]
    public void Cancelled_in_an_epoch_a_run_leaves_a_checkpoint_of_that_step()
    {
        using var source = new CancellationTokenSource();
        var saver = new ModelCheckpoint(_directory.Path) { KeepBest = 0 };
        var cancel = new EventLog { OnStep = step => { if (step.GlobalStep == 10) source.Cancel(); } };
        Trainer<ResumeNet> trainer = ResumeTask.Create("adam", saver, cancel);
        Assert.True(trainer.Fit(ResumeTask.Train, 5, cancellationToken: source.Token).Cancelled);
        CheckpointInfo info = Checkpoint.Describe(saver.LastPath);
        Assert.Equal((1, 3, 10L), (info.EpochCount, info.Step, info.GlobalStep));
        Assert.Equal("fit end", cancel.Calls[^2]);
        Assert.Equal("saved", cancel.Calls[^1]);

        File.Delete(saver.LastPath);
        var silent = new ModelCheckpoint(_directory.Path) { KeepBest = 0, SaveWhenCancelled = false };
        ResumeTask.Create("adam", silent).Fit(ResumeTask.Train, 5, cancellationToken: new CancellationToken(true));
        Assert.False(Checkpoint.Exists(silent.LastPath));
    }

    [Fact]
    public void Every_so_many_epochs_and_steps()
    {
        var log = new EventLog();
        ResumeTask.Create("adam", new ModelCheckpoint(_directory.Path) { KeepBest = 0, EveryEpochs = 2, EverySteps = 5 }, log).Fit(ResumeTask.Train, 4);
        Assert.Equal([5L, 10, 14, 15, 20, 25, 28], log.Saved.Select(s => s.GlobalStep));
    }

    [Fact]
    public void A_disk_that_cannot_be_written_ends_the_run_and_the_next_one_goes_on()
    {
        File.WriteAllText(_directory["file"], "");
        var saver = new ModelCheckpoint(Path.Combine(_directory["file"], "below")) { KeepBest = 0, EverySteps = 3 };
        Trainer<ResumeNet> trainer = ResumeTask.Create("adam", saver);
        string message = Assert.ThrowsAny<IOException>(() => trainer.Fit(ResumeTask.Train, 2)).Message;
        Assert.Contains(saver.LastPath, message);
        Assert.Contains("could not be saved", message);
        Assert.Equal(3, trainer.GlobalStep);

        File.Delete(_directory["file"]);
        trainer.Fit(ResumeTask.Train, 2);
        Trainer<ResumeNet> undisturbed = ResumeTask.Create("adam");
        undisturbed.Fit(ResumeTask.Train, 2);
        Assert.Equal(ParametersHash.Sha256(undisturbed.Network), ParametersHash.Sha256(trainer.Network));
        Assert.Equal(14, Checkpoint.Describe(saver.LastPath).GlobalStep);
    }
}
