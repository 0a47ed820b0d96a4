using System.Collections.Immutable;
using System.Text;

namespace NeuralNet.Gen;

/// <summary>
/// Writes a run's numbers into event files that TensorBoard reads (<c>tensorboard --logdir DIRECTORY</c>). Each call of <c>Fit</c> makes a file <c>events.out.tfevents.SECONDS.HOST.PROCESS</c> of its own; a file is written out
/// after each epoch, at the end and when the run fails.
/// </summary>
/// <remarks>
/// <para>
/// Every <see cref="EverySteps"/> steps: <c>train/loss</c> (mean over the step's samples), <c>train/learning_rate</c>, <c>train/gradient_norm</c> where the optimiser needs it, <c>train/samples_per_second</c>. After each completed
/// epoch: <c>epoch/loss</c>, <c>epoch/samples_per_second</c>, <c>epoch/NAME</c> for each metric of the training data, <c>validation/loss</c>, <c>validation/accuracy</c>, <c>validation/NAME</c>. The axis of all of them counts the
/// steps that the trainer ever took, so a resumed run goes on where it was, and what an earlier file of the directory holds of later steps is hidden. Numbers are stored in single precision, as TensorBoard keeps them.
/// </para>
/// <para>A directory belongs to one run; runs to compare are directories beside each other.</para>
/// </remarks>
public sealed class TensorBoardLog : TrainerCallback
{
    private static readonly byte[] Loss = "train/loss"u8.ToArray(), LearningRate = "train/learning_rate"u8.ToArray(), GradientNorm = "train/gradient_norm"u8.ToArray(),
        SamplesPerSecond = "train/samples_per_second"u8.ToArray();

    private readonly WeightHistogram _histogram = new();
    private EventFile? _file;
    private FitContext? _context;
    private ImmutableArray<byte[]> _parameters = [];
    private long _globalStep;

    /// <summary>Writes into a directory.</summary>
    /// <param name="directory">Is made when a run begins and it is missing.</param>
    public TensorBoardLog(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Directory = directory;
    }

    /// <summary>Where the files are.</summary>
    public string Directory { get; }

    /// <summary>Steps after which the numbers of a step are written, counted over all epochs; at least 1, 10 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int EverySteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 10;

    /// <summary>
    /// Whether after each epoch a histogram of each parameter is written, <c>weights/NAME</c>: 30 buckets from the least to the greatest value, those that are not finite left out. <c>false</c> by default.
    /// </summary>
    public bool Histograms { get; init; }

    /// <summary>The file of the present run, or of the last; <c>null</c> before the first.</summary>
    public string? Path { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be made; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory must not be written.</exception>
    public override void OnFitStart(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Close();
        _context = context;
        _globalStep = context.GlobalStep;
        _parameters = Histograms ? [.. context.Network.Info.Parameters.Select(p => Encoding.UTF8.GetBytes("weights/" + p.Name))] : [];
        _file = EventFile.Create(Directory, context.Started);
        Path = _file.Path;
        _file.WriteStart(context.GlobalStep + 1, context.Started);
    }

    /// <inheritdoc/>
    public override void OnStepEnd(in StepCompleted step)
    {
        _globalStep = step.GlobalStep;
        if (_file is null || step.GlobalStep % EverySteps != 0) return;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        _file.WriteScalar(Loss, step.Loss, step.GlobalStep, now);
        _file.WriteScalar(LearningRate, step.LearningRate, step.GlobalStep, now);
        if (step.GradientNorm is float norm) _file.WriteScalar(GradientNorm, norm, step.GlobalStep, now);
        _file.WriteScalar(SamplesPerSecond, step.SamplesPerSecond, step.GlobalStep, now);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (_file is null) return;
        if (report.Completed)
        {
            DateTimeOffset now = DateTimeOffset.UtcNow;
            Scalar("epoch/loss", report.TrainLoss, now);
            Scalar("epoch/samples_per_second", report.SamplesPerSecond, now);
            foreach (MetricValue metric in report.Metrics) Scalar("epoch/" + metric.Name, metric.Value, now);
            if (report.Validation is { } validation)
            {
                Scalar("validation/loss", validation.Loss, now);
                if (validation.Accuracy is double accuracy) Scalar("validation/accuracy", accuracy, now);
                foreach (MetricValue metric in validation.Metrics)
                {
                    // A metric that measures the same as the accuracy that is always there has its name.
                    if (metric.Name != "accuracy" || validation.Accuracy is null) Scalar("validation/" + metric.Name, metric.Value, now);
                }
            }

            WriteHistograms(now);
        }

        _file.Flush();
    }

    /// <inheritdoc/>
    public override void OnException(Exception exception) => Close();

    /// <inheritdoc/>
    public override void OnFitEnd(TrainingReport report) => Close();

    private void Scalar(string tag, double value, DateTimeOffset time) => _file!.WriteScalar(Encoding.UTF8.GetBytes(tag), value, _globalStep, time);

    private void WriteHistograms(DateTimeOffset time)
    {
        INetwork network = _context!.Network;
        for (int i = 0; i < _parameters.Length; i++)
        {
            ParameterInfo parameter = network.Info.Parameters[i];
            _histogram.Fill(network.Parameters.Slice(parameter.Offset, parameter.Length));
            _file!.WriteHistogram(_parameters[i], _histogram, _globalStep, time);
        }
    }

    private void Close()
    {
        EventFile? file = _file;
        _file = null;
        file?.Dispose();
    }
}
