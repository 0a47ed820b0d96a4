using System.Diagnostics;
using System.Text;
using System.Text.Json;
using NeuralNet.Gen.Metrics;

namespace NeuralNet.Gen;

/// <summary>
/// Writes a run into one HTML file that needs nothing else, no network and no script: curves of loss, metrics and learning rate with a mark for each epoch, the confusion matrix, sample predictions, the table of
/// the epochs, the network, its memory, the settings, the seed and the machine.
/// </summary>
/// <remarks>
/// <para>
/// The file is written again after an epoch, at most once in <see cref="Interval"/>; with every checkpoint, so that it holds the epochs before the one that a resume goes on with; and always at the end of a run, cancelled or
/// failed ones among them. Whoever opens it sees a whole file at any time.
/// </para>
/// <para>
/// A run that begins after the first epoch, one that was resumed or another <c>Fit</c>, keeps the earlier epochs of the same network that it finds in the file. Steps are drawn from the present run alone, by at most
/// 1,024 means; a step with this callback allocates nothing.
/// </para>
/// </remarks>
public sealed class HtmlReport : TrainerCallback
{
    private const string DataBegin = "<script type=\"application/json\" id=\"neuralnet-epochs\">", DataEnd = "</script>";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly List<EpochRecord> _epochs = [];
    private FitContext? _run;
    private StepCurve _steps = new();
    private long[,]? _confusion;
    private long _written;
    private bool _behind;

    /// <summary>Writes to a file.</summary>
    /// <param name="path">Is replaced when it exists; a missing directory is made.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public HtmlReport(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Heading of the page; the network's name by default.</summary>
    public string? Title { get; init; }

    /// <summary>Names of the classes for the confusion matrix, by label; their numbers by default and where there are too few.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>
    /// Called once at the end of a run that did not fail: samples to show, of which the first 100 are taken. None by default. The network is then as the caller of <c>Fit</c> gets it, with the best weights where
    /// <see cref="EarlyStopping"/> stopped the run, wherever that stands among the callbacks.
    /// </summary>
    public Func<IEnumerable<SamplePrediction>>? Predictions { get; init; }

    /// <summary>At most so often the file is written after an epoch without a checkpoint; one second by default, <see cref="TimeSpan.Zero"/> for every epoch.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    /// <exception cref="IOException">The directory could not be made, or an earlier file not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory must not be made, or the file not be read.</exception>
    public override void OnFitStart(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        RecordDirectory.MakeFor(Path);
        IReadOnlyList<EpochRecord> earlier = _run is null ? Earlier(context.Network.Info.Name) : [.. _epochs];
        _epochs.Clear();
        if (context.FirstEpoch > 1) _epochs.AddRange(earlier.Where(e => e.Epoch < context.FirstEpoch));
        (_run, _steps, _confusion, _written) = (context, new StepCurve(), null, 0);
        _behind = false;
    }

    /// <inheritdoc/>
    public override void OnStepEnd(in StepCompleted step) => _steps.Add(step.GlobalStep, step.Loss, step.LearningRate);

    /// <inheritdoc/>
    /// <exception cref="IOException">The file could not be written; the one before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public override void OnEpochEnd(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        // An epoch that was cancelled and goes on now is the same epoch.
        _epochs.RemoveAll(e => e.Epoch >= report.Epoch);
        _epochs.Add(EpochRecord.Of(report, _run!.Options));
        if (report.Validation is not null) KeepConfusion();
        _behind = true;
        if (_written == 0 || Stopwatch.GetElapsedTime(_written) >= Interval) Write("running", []);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file could not be written; the one before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public override void OnCheckpointSaved(CheckpointSaved saved)
    {
        // A run that is resumed from here does not tell of these epochs again.
        if (_behind) Write("running", []);
    }

    /// <inheritdoc/>
    public override void OnException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (_run is not null) Write($"failed: {exception.Message}", []);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file could not be written; the one before is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public override void OnFitEnd(TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string outcome = report.Cancelled ? "cancelled" : report.StopReason is { } reason ? $"stopped: {reason}" : "finished";
        Write(outcome, Predictions is null ? [] : [.. Predictions().Take(100)]);
    }

    private void KeepConfusion()
    {
        if (_run!.Options.ValidationMetrics.OfType<ConfusionMatrix>().FirstOrDefault() is not { } matrix) return;
        _confusion = new long[matrix.Classes, matrix.Classes];
        for (int actual = 0; actual < matrix.Classes; actual++)
        {
            for (int predicted = 0; predicted < matrix.Classes; predicted++) _confusion[actual, predicted] = matrix[actual, predicted];
        }
    }

    private void Write(string outcome, IReadOnlyList<SamplePrediction> predictions)
    {
        var page = new HtmlPage(_run!, Title ?? _run!.Network.Info.Name, outcome, _epochs, _steps, _confusion, ClassNames, predictions);
        var text = new StringBuilder();
        page.Write(text, DataBegin + Data() + DataEnd);
        AtomicFile.Write(Path, stream => stream.Write(Utf8.GetBytes(text.ToString())));
        _written = Stopwatch.GetTimestamp();
        _behind = false;
    }

    /// <summary>The epochs as a later run reads them back, and any other program. The writer escapes what could end the element.</summary>
    private string Data()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("network", _run!.Network.Info.Name);
            json.WritePropertyName("epochs");
            EpochRecord.Write(json, _epochs);
            json.WriteEndObject();
        }

        return Utf8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>The epochs that the file holds for this network; none where it is missing or anything else, for then it is simply replaced.</summary>
    private List<EpochRecord> Earlier(string network)
    {
        if (!File.Exists(Path)) return [];
        string text = File.ReadAllText(Path, Utf8);
        int begin = text.IndexOf(DataBegin, StringComparison.Ordinal), end = begin < 0 ? -1 : text.IndexOf(DataEnd, begin, StringComparison.Ordinal);
        if (end < 0) return [];
        begin += DataBegin.Length;
        try
        {
            using JsonDocument data = JsonDocument.Parse(text.AsMemory(begin, end - begin));
            return data.RootElement.ValueKind == JsonValueKind.Object && data.RootElement.TryGetProperty("network", out JsonElement name) && name.ValueKind == JsonValueKind.String
                && name.GetString() == network && data.RootElement.TryGetProperty("epochs", out JsonElement epochs) ? [.. EpochRecord.Read(epochs)] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
