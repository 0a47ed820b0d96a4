using System.Diagnostics.Metrics;

namespace NeuralNet.Gen;

/// <summary>
/// Publishes a run through <see cref="System.Diagnostics.Metrics"/>: OpenTelemetry, <c>dotnet-counters</c> and every other <see cref="MeterListener"/> can follow it. Every measurement has the tag <c>network</c>, the name of the
/// network's class. Measuring allocates nothing, whether somebody listens or not.
/// </summary>
/// <remarks>
/// The instruments: gauges <c>neuralnet.train.loss</c> (mean over the step's samples), <c>neuralnet.train.learning_rate</c>, <c>neuralnet.train.gradient_norm</c> (where the optimiser needs it), <c>neuralnet.validation.loss</c> and
/// <c>neuralnet.validation.accuracy</c> (0 to 1); counters <c>neuralnet.train.step</c> and <c>neuralnet.train.samples</c>; and the histogram <c>neuralnet.train.step.duration</c> in seconds, from the end of the step before.
/// </remarks>
public sealed class TrainingMeter : TrainerCallback, IDisposable
{
    /// <summary>The meter's name, <c>NeuralNet.Gen</c>, by which listeners choose it.</summary>
    public const string MeterName = "NeuralNet.Gen";

    private readonly Gauge<double> _loss, _learningRate, _gradientNorm, _validationLoss, _validationAccuracy;
    private readonly Counter<long> _steps, _samples;
    private readonly Histogram<double> _duration;
    private KeyValuePair<string, object?> _network = new("network", "");
    private TimeSpan _last;

    /// <summary>Makes a meter of its own, which <see cref="Dispose"/> ends.</summary>
    public TrainingMeter()
        : this(new Meter(MeterName))
    {
    }

    /// <summary>Takes the meter from a factory, as programs with dependency injection do.</summary>
    /// <param name="factory">Owns the meter.</param>
    public TrainingMeter(IMeterFactory factory)
        : this((factory ?? throw new ArgumentNullException(nameof(factory))).Create(MeterName))
    {
    }

    private TrainingMeter(Meter meter)
    {
        Meter = meter;
        _loss = meter.CreateGauge<double>("neuralnet.train.loss", null, "Mean loss over the samples of the last step, before its update.");
        _learningRate = meter.CreateGauge<double>("neuralnet.train.learning_rate", null, "Learning rate of the last step.");
        _gradientNorm = meter.CreateGauge<double>("neuralnet.train.gradient_norm", null, "Euclidean norm of all gradients of the last step before clipping.");
        _steps = meter.CreateCounter<long>("neuralnet.train.step", "{step}", "Steps of the optimiser.");
        _samples = meter.CreateCounter<long>("neuralnet.train.samples", "{sample}", "Samples trained on.");
        _duration = meter.CreateHistogram<double>("neuralnet.train.step.duration", "s", "Time from the end of the step before to the end of the step.");
        _validationLoss = meter.CreateGauge<double>("neuralnet.validation.loss", null, "Mean loss over the validation data.");
        _validationAccuracy = meter.CreateGauge<double>("neuralnet.validation.accuracy", "1", "Share of right answers on the validation data.");
    }

    /// <summary>Whose instruments these are.</summary>
    internal Meter Meter { get; }

    /// <inheritdoc/>
    public override void OnFitStart(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _network = new KeyValuePair<string, object?>("network", context.Network.Info.Name);
        _last = TimeSpan.Zero;
    }

    /// <inheritdoc/>
    public override void OnEpochStart(in EpochStarted started) => _last = started.Elapsed;

    /// <inheritdoc/>
    public override void OnStepEnd(in StepCompleted step)
    {
        _steps.Add(1, _network);
        _samples.Add(step.StepSamples, _network);
        _duration.Record((step.Elapsed - _last).TotalSeconds, _network);
        _last = step.Elapsed;
        _loss.Record(step.Loss, _network);
        _learningRate.Record(step.LearningRate, _network);
        if (step.GradientNorm is float norm) _gradientNorm.Record(norm, _network);
    }

    /// <inheritdoc/>
    public override void OnValidationEnd(in ValidationCompleted validation)
    {
        _validationLoss.Record(validation.Report.Loss, _network);
        if (validation.Report.Accuracy is double accuracy) _validationAccuracy.Record(accuracy, _network);
    }

    /// <summary>Ends the meter: listeners hear that its instruments are gone. A meter that came from a factory stays the factory's.</summary>
    public void Dispose() => Meter.Dispose();
}
