using System.Globalization;
using System.Text;

namespace NeuralNet.Gen;

/// <summary>
/// Writes one line of comma-separated values for each completed epoch (RFC 4180, UTF-8, numbers in the shortest form that reads back to the same bits) and hands it to the operating system at once.
/// </summary>
/// <remarks>
/// <para>
/// The columns: <c>epoch</c>, <c>global_step</c>, <c>loss</c>, <c>learning_rate</c>, <c>val_loss</c>, <c>val_accuracy</c>, each metric of the training data under its name, each metric of the validation data as
/// <c>val_NAME</c>, <c>seconds</c> (training and validation), <c>samples_per_second</c> (training alone). A name that stands there already gets a number, <c>val_accuracy (2)</c>. What was not measured
/// is empty.
/// </para>
/// <para>
/// A run that finds a file with the same columns keeps the rows of the epochs before its first and adds its own; rows of its first epoch and later ones go, for those epochs come again. A file with other columns is left as it is,
/// and the run ends before its first step.
/// </para>
/// </remarks>
public sealed class CsvLog : TrainerCallback
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private int _trainMetrics, _validationMetrics;
    private long _globalStep;

    /// <summary>Writes into a file.</summary>
    /// <param name="path">Is made with its directory when a run begins and it is missing.</param>
    public CsvLog(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    /// <exception cref="DataFormatException">The file holds other columns, or a row whose epoch is no number; it is left as it was.</exception>
    /// <exception cref="IOException">The file could not be read or written; it is left as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory or the file must not be written.</exception>
    public override void OnFitStart(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _globalStep = context.GlobalStep;
        (_trainMetrics, _validationMetrics) = (context.Options.TrainMetrics.Count, context.Options.ValidationMetrics.Count);
        string[] columns = Columns(context.Options);
        RecordDirectory.MakeFor(Path);
        string found = File.Exists(Path) ? File.ReadAllText(Path, Utf8) : "";
        string kept = Kept(found, columns, context.FirstEpoch);
        if (kept != found) AtomicFile.Write(Path, stream => stream.Write(Utf8.GetBytes(kept)));
    }

    /// <inheritdoc/>
    public override void OnStepEnd(in StepCompleted step) => _globalStep = step.GlobalStep;

    /// <inheritdoc/>
    /// <exception cref="IOException">The line could not be written; the message names the file.</exception>
    public override void OnEpochEnd(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!report.Completed) return;
        List<string> fields =
        [
            report.Epoch.ToString(CultureInfo.InvariantCulture), _globalStep.ToString(CultureInfo.InvariantCulture), Text(report.TrainLoss), report.LearningRate.ToString(CultureInfo.InvariantCulture),
            Text(report.Validation?.Loss), Text(report.Validation?.Accuracy),
        ];
        Add(fields, report.Metrics, _trainMetrics);
        Add(fields, report.Validation?.Metrics ?? default, _validationMetrics);
        fields.Add(Text(report.Elapsed.TotalSeconds));
        fields.Add(Text(report.SamplesPerSecond));
        var line = new StringBuilder();
        CsvRecords.Append(line, fields);
        try
        {
            // Opened for each line: nothing stays open between epochs, and one write keeps the line whole.
            using var stream = new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            stream.Write(Utf8.GetBytes(line.ToString()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFault.Of(exception, $"{Path}: the line of epoch {report.Epoch.ToString(CultureInfo.InvariantCulture)} could not be written");
        }
    }

    private static string[] Columns(TrainerOptions options)
    {
        List<string> columns = ["epoch", "global_step", "loss", "learning_rate", "val_loss", "val_accuracy"];
        IEnumerable<string> rest = [.. options.TrainMetrics.Select(m => m.Name), .. options.ValidationMetrics.Select(m => "val_" + m.Name), "seconds", "samples_per_second"];
        foreach (string name in rest)
        {
            string unique = name;
            for (int i = 2; columns.Contains(unique); i++) unique = string.Create(CultureInfo.InvariantCulture, $"{name} ({i})");
            columns.Add(unique);
        }

        return [.. columns];
    }

    private static string Text(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static void Add(List<string> fields, MetricValues metrics, int count)
    {
        for (int i = 0; i < count; i++) fields.Add(i < metrics.Count ? Text(metrics[i].Value) : "");
    }

    /// <summary>What the file is to hold before the run's first line: the columns, and the rows of earlier epochs as they stand there.</summary>
    private string Kept(string found, string[] columns, int firstEpoch)
    {
        var kept = new StringBuilder();
        if (string.IsNullOrWhiteSpace(found))
        {
            CsvRecords.Append(kept, columns);
            return kept.ToString();
        }

        List<string> fields = [];
        int next = CsvRecords.Read(found, 0, fields);
        if (!fields.SequenceEqual(columns, StringComparer.Ordinal))
        {
            throw new DataFormatException(
                Path, -1, $"line 1: the columns '{Line(fields)}' are found; '{Line(columns)}' are expected: the file is of a run with other metrics, or no log. It is left as it was; choose another file, or move it away");
        }

        if (next < 0)
        {
            CsvRecords.Append(kept, columns);
            return kept.ToString();
        }

        kept.Append(found, 0, next);
        for (int row = 2, start = next; start < found.Length; row++, start = next)
        {
            next = CsvRecords.Read(found, start, fields);

            // An end of the process may have cut the last line.
            if (next < 0) break;
            if (fields is [""]) continue;
            if (!int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) || fields.Count != columns.Length)
            {
                throw new DataFormatException(
                    Path, Utf8.GetByteCount(found.AsSpan(0, start)),
                    FormattableString.Invariant($"record {row}: {fields.Count} fields beginning with '{fields[0]}' are found; {columns.Length} beginning with an epoch's number are expected. The file is left as it was"));
            }

            if (epoch < firstEpoch) kept.Append(found, start, next - start);
        }

        return kept.ToString();
    }

    private static string Line(IReadOnlyList<string> fields)
    {
        var line = new StringBuilder();
        CsvRecords.Append(line, fields);
        return line.ToString(0, line.Length - 1);
    }
}
