using System.Globalization;
using Microsoft.Extensions.Logging;
using NeuralNet.Gen.Runtime.Tests;
using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Logging;

public sealed class LoggerCallbackTests
{
    [Fact]
    public void ARunIsLoggedFromItsStartToItsEnd()
    {
        var logger = new RecordingLogger(LogLevel.Trace);
        var told = new Told();
        LogRuns.Trainer([new LoggerCallback(logger), told], [new NamedMetric("f1", 0.25)], [new NamedMetric("recall", 0.75)]).Fit(LogRuns.Train(), epochs: 2, LogRuns.Validation());

        Assert.Equal(["RunStarted", "EpochEnded", "EpochMeasured", "ClassesValidated", "ValidationMeasured", "EpochEnded", "EpochMeasured", "ClassesValidated", "ValidationMeasured", "RunEnded"], logger.Entries.Select(e => e.Event.Name));
        Assert.All(logger.Entries, e => Assert.Equal((LogLevel.Information, (object?)nameof(LargestOfThree)), (e.Level, e.Values["Network"])));
        Entry start = logger.Entries[0], epoch = logger.Entries[5], validation = logger.Entries[7];
        Assert.Equal((53, 17, 7, 2, "Adam"), (start.Values["TrainSamples"], start.Values["ValidationSamples"], start.Values["StepsPerEpoch"], start.Values["Epochs"], start.Values["Optimizer"]));
        Assert.Equal((2, told.Epochs[1].TrainLoss, told.Epochs[1].LearningRate), (epoch.Values["Epoch"], epoch.Values["Loss"], epoch.Values["LearningRate"]));
        Assert.Contains(told.Epochs[1].TrainLoss.ToString("G6", CultureInfo.InvariantCulture), epoch.Text, StringComparison.Ordinal);
        Assert.Equal((told.Epochs[1].Validation!.Value.Loss, told.Epochs[1].Validation!.Value.Accuracy!.Value), (validation.Values["ValidationLoss"], validation.Values["ValidationAccuracy"]));
        Assert.Equal("f1 0.25", logger.Entries[2].Values["Metrics"]);
        Assert.Equal("recall 0.75", logger.Entries[4].Values["Metrics"]);
        Assert.Equal(14L, logger.Entries[^1].Values["Steps"]);
    }

    [Fact]
    public void CheckpointsAndAnEarlyStopAreLogged()
    {
        using var directory = new TemporaryDirectory();
        var logger = new RecordingLogger(LogLevel.Information);
        var told = new Told();
        var stop = new Stopper();
        LogRuns.Trainer([new LoggerCallback(logger) { EverySteps = 1 }, told, stop, new ModelCheckpoint(directory.Path) { KeepBest = 0 }]).Fit(LogRuns.Train(), epochs: 9);
        Assert.Equal(["RunStarted", "EpochEnded", "CheckpointWritten", "RunStopped", "RunEnded"], logger.Entries.Select(e => e.Event.Name));
        Assert.Equal((directory["last.json"], 1, 7L), (logger.Entries[2].Values["Path"], logger.Entries[2].Values["Epoch"], logger.Entries[2].Values["GlobalStep"]));
        Assert.Equal("enough of it", logger.Entries[3].Values["Reason"]);
    }

    [Fact]
    public void ACancelledRunIsAWarning()
    {
        var logger = new RecordingLogger(LogLevel.Warning);
        using var cancellation = new CancellationTokenSource();
        LogRuns.Trainer([new LoggerCallback(logger), new Told { Then = s => { if (s.GlobalStep == 9) cancellation.Cancel(); } }]).Fit(LogRuns.Train(), epochs: 5, cancellationToken: cancellation.Token);
        Entry entry = Assert.Single(logger.Entries);
        Assert.Equal((LogLevel.Warning, "RunCancelled", 9L), (entry.Level, entry.Event.Name, entry.Values["Steps"]));
    }

    [Fact]
    public void AFailedRunIsAnErrorWithItsException()
    {
        var logger = new RecordingLogger(LogLevel.Warning);
        var error = new TimeoutException("as in a test");
        Assert.Throws<TimeoutException>(() => LogRuns.Trainer([new LoggerCallback(logger), new Told { Then = _ => throw error }]).Fit(LogRuns.Train(), epochs: 1));
        Entry entry = Assert.Single(logger.Entries);
        Assert.Equal((LogLevel.Error, "RunFailed"), (entry.Level, entry.Event.Name));
        Assert.Same(error, entry.Exception);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void StepsAreLoggedAtDebug(int every)
    {
        var logger = new RecordingLogger(LogLevel.Debug);
        var told = new Told();
        LogRuns.Trainer([new LoggerCallback(logger) { EverySteps = every }, told]).Fit(LogRuns.Train(), epochs: 2);
        (object?, object?)[] expected = [.. told.Steps.Where(s => every > 0 && s.GlobalStep % every == 0).Select(s => ((object?)s.GlobalStep, (object?)s.Loss))];
        Entry[] found = [.. logger.Entries.Where(e => e.Level == LogLevel.Debug)];
        Assert.Equal(expected, found.Select(e => (e.Values["GlobalStep"], e.Values["Loss"])));
        Assert.All(found, e => Assert.Equal("StepEnded", e.Event.Name));
    }

    [Fact]
    public void WhatIsOffAllocatesNothing()
    {
        var logger = new RecordingLogger(LogLevel.None);
        var callback = new LoggerCallback(logger) { EverySteps = 1 };
        Assert.Equal(0, LogRuns.AllocationOfSteps(callback));
        var told = new Told();
        TrainingReport report = LogRuns.Trainer([told], [new NamedMetric("f1")], [new NamedMetric("f1")]).Fit(LogRuns.Train(), epochs: 1, LogRuns.Validation());
        var saved = new CheckpointSaved("last.json", 1, 7, 1000, TimeSpan.FromSeconds(1));
        var error = new TimeoutException();
        Assert.Equal(0, Allocation.Of(() =>
        {
            callback.OnFitStart(told.Context!);
            callback.OnEpochEnd(report.Epochs[0]);
            callback.OnCheckpointSaved(saved);
            callback.OnException(error);
            callback.OnFitEnd(report);
        }));
        Assert.Empty(logger.Entries);
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        Assert.Throws<ArgumentNullException>(() => new LoggerCallback(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LoggerCallback(new RecordingLogger(LogLevel.None)) { EverySteps = -1 });
    }

    private sealed record Entry(LogLevel Level, EventId Event, string Text, Dictionary<string, object?> Values, Exception? Exception);

    private sealed class Stopper : TrainerCallback
    {
        private FitContext? _run;

        public override void OnFitStart(FitContext context) => _run = context;

        public override void OnEpochEnd(EpochReport report) => _run!.Stop("enough of it");
    }

    private sealed class RecordingLogger(LogLevel least) : ILogger
    {
        public List<Entry> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least && least != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.True(IsEnabled(logLevel));
            var values = ((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary(v => v.Key, v => v.Value);
            Entries.Add(new Entry(logLevel, eventId, formatter(state, exception), values, exception));
        }
    }
}
