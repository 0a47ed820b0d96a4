using NeuralNet.Gen.Resume;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Training;

public sealed class EarlyStoppingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>An optimiser that makes a network worse after some epochs: steps that go the wrong way.</summary>
    private static (Trainer<ResumeNet> Trainer, EventLog Log, Dictionary<int, string> Hashes) Worsening(int from, params TrainerCallback[] callbacks)
    {
        var log = new EventLog();
        var hashes = new Dictionary<int, string>();
        var turn = new Turn(from, hashes);
        Trainer<ResumeNet> trainer = ResumeTask.Create("sgd", [.. callbacks, log, turn]);
        return (trainer, log, hashes);
    }

    /// <summary>Adds noise to the weights from an epoch on, and writes down the weights of every epoch.</summary>
    private sealed class Turn(int from, Dictionary<int, string> hashes) : TrainerCallback
    {
        private FitContext? _context;

        public override void OnFitStart(FitContext context) => _context = context;

        public override void OnStepEnd(in StepCompleted step)
        {
            if (step.Epoch < from) return;
            foreach (ref float parameter in _context!.Network.Parameters) parameter *= 1.15f;
        }

        public override void OnEpochEnd(EpochReport report) => hashes[report.Epoch] = ParametersHash.Sha256(_context!.Network);
    }

    [Fact]
    public void A_run_stops_after_epochs_without_improvement_and_the_best_weights_and_states_are_put_back()
    {
        var early = new EarlyStopping { Patience = 2 };
        (Trainer<ResumeNet> trainer, EventLog log, Dictionary<int, string> hashes) = Worsening(6, early);
        TrainingReport report = trainer.Fit(ResumeTask.Train, 100, ResumeTask.Validation);

        double[] losses = [.. report.Epochs.Select(e => e.Validation!.Value.Loss)];
        int best = Array.IndexOf(losses, losses.Min()) + 1;
        Assert.Equal(best + 2, report.Epochs.Count);
        Assert.Equal((best, losses.Min()), (early.BestEpoch, early.Best));
        foreach (string part in new[] { "'val_loss'", "2 epochs", $"epoch {best}" }) Assert.Contains(part, report.StopReason);
        Assert.False(report.Cancelled);
        Assert.Equal(hashes[best], ParametersHash.Sha256(trainer.Network));
        Assert.NotEqual(hashes[best], hashes[best + 2]);
        Assert.Equal(losses.Min(), trainer.Evaluate(ResumeTask.Validation).Loss);
        Assert.Equal("fit end", log.Calls[^1]);
    }

    [Fact]
    public void The_weights_stay_where_that_is_asked_for_or_all_epochs_were_taken()
    {
        var early = new EarlyStopping { Patience = 2, RestoreBestWeights = false };
        (Trainer<ResumeNet> trainer, _, Dictionary<int, string> hashes) = Worsening(4, early);
        TrainingReport report = trainer.Fit(ResumeTask.Train, 100, ResumeTask.Validation);
        Assert.NotNull(report.StopReason);
        Assert.Equal(hashes[report.Epochs[^1].Epoch], ParametersHash.Sha256(trainer.Network));
        Assert.False(early.RestoreBest(trainer.Network));

        var patient = new EarlyStopping { Patience = 50 };
        (trainer, _, hashes) = Worsening(4, patient);
        Assert.Null(trainer.Fit(ResumeTask.Train, 8, ResumeTask.Validation).StopReason);
        Assert.Equal(hashes[8], ParametersHash.Sha256(trainer.Network));
        Assert.True(patient.RestoreBest(trainer.Network));
        Assert.Equal(hashes[patient.BestEpoch], ParametersHash.Sha256(trainer.Network));
        Assert.Throws<ArgumentException>(() => patient.RestoreBest(new SoftmaxRegression(4, 3)));
    }

    [Fact]
    public void A_run_that_was_stopped_stays_stopped_after_a_resume()
    {
        (Trainer<ResumeNet> first, _, Dictionary<int, string> hashes) = Worsening(4, new EarlyStopping { Patience = 2 }, new ModelCheckpoint(_directory.Path) { KeepBest = 0 });
        first.Fit(ResumeTask.Train, 100, ResumeTask.Validation);
        var early = new EarlyStopping { Patience = 2 };
        var saver = new ModelCheckpoint(_directory.Path) { KeepBest = 0 };
        Trainer<ResumeNet> second = ResumeTask.Create("sgd", early, saver);
        Assert.True(second.TryResume(saver.LastPath));
        TrainingReport report = second.Fit(ResumeTask.Train, 10, ResumeTask.Validation);
        Assert.Equal(0, report.Steps);
        Assert.Contains("'val_loss'", report.StopReason);
        Assert.Equal(hashes[early.BestEpoch], ParametersHash.Sha256(second.Network));
        Assert.Equal(ParametersHash.Sha256(first.Network), ParametersHash.Sha256(second.Network));
    }

    [Fact]
    public void Improvements_are_counted_by_direction_and_difference_and_NaN_is_none()
    {
        static EpochReport Report(int epoch, double loss, double accuracy)
            => new(epoch, loss, new EvaluationReport(loss, accuracy, 10), 1, 10, TimeSpan.Zero, 0, true);
        static List<int> Bests(EarlyStopping early, params (double Loss, double Accuracy)[] epochs)
        {
            Trainer<SoftmaxRegression> trainer = new(new SoftmaxRegression(4, 3), new Sgd(0), new TrainerOptions { Callbacks = [early] });
            trainer.Fit(TrainingData.Of(10), 0, TrainingData.Of(10));
            return [.. epochs.Select((e, i) =>
            {
                early.OnEpochEnd(Report(i + 1, e.Loss, e.Accuracy));
                return early.BestEpoch;
            })];
        }

        Assert.Equal([1, 2, 2, 4], Bests(new EarlyStopping(), (3, 0), (2, 0), (2, 0), (1.9, 0)));
        Assert.Equal([1, 2, 2, 2, 5], Bests(new EarlyStopping { MinDelta = 0.5, Patience = 9 }, (3, 0), (2, 0), (1.9, 0), (1.5, 0), (1.4, 0)));
        Assert.Equal([0, 2, 2, 4], Bests(new EarlyStopping(), (double.NaN, 0), (2, 0), (double.NaN, 0), (1, 0)));
        Assert.Equal([1, 1, 3], Bests(new EarlyStopping { Monitor = Monitored.ValidationAccuracy }, (0, 0.5), (0, 0.4), (0, 0.6)));
        Assert.Equal([1, 1], Bests(new EarlyStopping { Monitor = Monitored.TrainLoss }, (1, 0.5), (2, 0.4)));
    }

    [Fact]
    public void What_cannot_be_followed_is_named()
    {
        Assert.Contains("no validation data", Assert.Throws<InvalidOperationException>(() => ResumeTask.Create("sgd", new EarlyStopping()).Fit(ResumeTask.Train, 1)).Message);
        string message = Assert.Throws<InvalidOperationException>(
            () => ResumeTask.Create("sgd", new EarlyStopping { Monitor = Monitored.ValidationMetric("f1") }).Fit(ResumeTask.Train, 1, ResumeTask.Validation)).Message;
        Assert.Contains("'val_f1'", message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping { Patience = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping { MinDelta = double.NaN });
        Assert.Contains("early_stopping", Assert.Throws<ArgumentException>(() => ResumeTask.Create("sgd", new EarlyStopping(), new EarlyStopping())).Message);
    }
}
