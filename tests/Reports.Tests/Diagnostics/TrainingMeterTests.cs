using System.Diagnostics.Metrics;
using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Diagnostics;

public sealed class TrainingMeterTests
{
    [Fact]
    public void EveryInstrumentTellsItsNumbers()
    {
        using var meter = new TrainingMeter();
        using var heard = new Heard(meter);
        var told = new Told();
        LogRuns.Trainer([meter, told]).Fit(LogRuns.Train(), epochs: 2, LogRuns.Validation());

        Assert.Equal(told.Steps.Select(s => (double)s.Loss), heard.Of("neuralnet.train.loss"));
        Assert.Equal(told.Steps.Select(s => (double)s.LearningRate), heard.Of("neuralnet.train.learning_rate"));
        Assert.Equal(told.Steps.Select(s => (double)s.GradientNorm!.Value), heard.Of("neuralnet.train.gradient_norm"));
        Assert.Equal(14, heard.Of("neuralnet.train.step").Sum());
        Assert.Equal(2 * LogRuns.Samples, heard.Of("neuralnet.train.samples").Sum());
        Assert.Equal(told.Epochs.Select(e => e.Validation!.Value.Loss), heard.Of("neuralnet.validation.loss"));
        Assert.Equal(told.Epochs.Select(e => e.Validation!.Value.Accuracy!.Value), heard.Of("neuralnet.validation.accuracy"));
        double[] durations = heard.Of("neuralnet.train.step.duration");
        Assert.Equal(14, durations.Length);
        for (int i = 0; i < 14; i++)
        {
            // The first step of an epoch is measured from the epoch's beginning, which is after the step before.
            double sinceLast = (told.Steps[i].Elapsed - (i == 0 ? TimeSpan.Zero : told.Steps[i - 1].Elapsed)).TotalSeconds;
            if (i % 7 == 0) Assert.InRange(durations[i], 0, sinceLast);
            else Assert.Equal(sinceLast, durations[i]);
        }

        Assert.All(heard.Measurements, m => Assert.Equal(new KeyValuePair<string, object?>("network", nameof(LargestOfThree)), Assert.Single(m.Tags)));
        Assert.Equal("s", heard.Instruments.Single(i => i.Name == "neuralnet.train.step.duration").Unit);
        Assert.Equal("{step}", heard.Instruments.Single(i => i.Name == "neuralnet.train.step").Unit);
        Assert.All(heard.Instruments, i => Assert.Equal("NeuralNet.Gen", i.Meter.Name));
        Assert.Equal(8, heard.Instruments.Count);
    }

    [Fact]
    public void DisposingEndsTheInstruments()
    {
        var meter = new TrainingMeter();
        using var heard = new Heard(meter);
        meter.Dispose();
        Assert.Equal(8, heard.Ended);
    }

    [Fact]
    public void AFactoryGivesTheMeter()
    {
        using var factory = new Factory();
        using var meter = new TrainingMeter(factory);
        Assert.Equal("NeuralNet.Gen", Assert.Single(factory.Made).Name);
        Assert.Throws<ArgumentNullException>(() => new TrainingMeter(null!));
    }

    [Fact]
    public void StepsAllocateNothing()
    {
        using var meter = new TrainingMeter();
        Assert.Equal(0, LogRuns.AllocationOfSteps(meter));
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => { if (ReferenceEquals(instrument.Meter, meter.Meter)) listener.EnableMeasurementEvents(instrument); } };
        double sum = 0;
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => sum += value);
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => sum += value);
        listener.Start();
        Assert.Equal(0, LogRuns.AllocationOfSteps(meter));
        Assert.NotEqual(0, sum);
    }

    /// <summary>Listens to the instruments of one meter: other tests have theirs at the same time.</summary>
    private sealed class Heard : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Heard(TrainingMeter meter)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (!ReferenceEquals(meter.Meter, instrument.Meter)) return;
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            };
            _listener.MeasurementsCompleted = (_, _) => Ended++;
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measurements.Add((instrument.Name, value, tags.ToArray())));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measurements.Add((instrument.Name, value, tags.ToArray())));
            _listener.Start();
        }

        public List<Instrument> Instruments { get; } = [];

        public List<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> Measurements { get; } = [];

        public int Ended { get; private set; }

        public double[] Of(string name) => [.. Measurements.Where(m => m.Name == name).Select(m => m.Value)];

        public void Dispose() => _listener.Dispose();
    }

    private sealed class Factory : IMeterFactory
    {
        public List<Meter> Made { get; } = [];

        public Meter Create(MeterOptions options)
        {
            Made.Add(new Meter(options));
            return Made[^1];
        }

        public void Dispose() => Made.ForEach(m => m.Dispose());
    }
}
