using System.Globalization;
using NeuralNet.Gen.Metrics;
using Spectre.Console;

namespace NeuralNet.Gen;

/// <summary>The epochs of a run: a row for each.</summary>
internal sealed class EpochTable
{
    private readonly List<string> _columns = ["epoch", "train loss", "lr"];
    private readonly List<string[]> _rows = [];
    private readonly bool _validates;
    private readonly int _trainMetrics, _validationMetrics;

    public EpochTable(FitContext context)
    {
        _validates = context.ValidationSamples is not null;
        foreach (Metric metric in context.Options.TrainMetrics) _columns.Add("train " + metric.Name);
        _trainMetrics = context.Options.TrainMetrics.Count;
        if (_validates)
        {
            _columns.AddRange(["val loss", "val accuracy"]);
            foreach (Metric metric in context.Options.ValidationMetrics) _columns.Add("val " + metric.Name);
            _validationMetrics = context.Options.ValidationMetrics.Count;
        }

        _columns.AddRange(["seconds", "samples/s"]);
    }

    public int Count => _rows.Count;

    public void Add(EpochReport report)
    {
        var row = new List<string>(_columns.Count)
        {
            report.Epoch.ToString(CultureInfo.InvariantCulture) + (report.Completed ? "" : " (cut short)"),
            Display.Number(report.TrainLoss),
            Display.Number(report.LearningRate),
        };
        Add(row, report.Metrics, _trainMetrics);
        if (_validates)
        {
            row.Add(report.Validation is { } v ? Display.Number(v.Loss) : "-");
            row.Add(report.Validation?.Accuracy is { } accuracy ? accuracy.ToString("0.00%", CultureInfo.InvariantCulture) : "-");
            Add(row, report.Validation is { } some ? some.Metrics : default, _validationMetrics);
        }

        row.Add(Display.Seconds(report.Elapsed));
        row.Add(Display.Rate(report.SamplesPerSecond));
        _rows.Add([.. row]);
    }

    /// <summary>The last rows, as many as there is room for.</summary>
    public Table ToTable(int most, bool unicode)
    {
        var table = new Table { Border = unicode ? TableBorder.Rounded : TableBorder.Ascii };
        foreach (string column in _columns) table.AddColumn(Display.Escaped(column), c => c.RightAligned());
        foreach (string[] row in _rows.Skip(Math.Max(0, _rows.Count - most))) table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }

    /// <summary>The last row as a line: every number behind its name.</summary>
    public string LastLine(int epochs)
    {
        string[] row = _rows[^1];
        var parts = new List<string>();
        for (int i = 1; i < row.Length; i++)
        {
            if (row[i] != "-") parts.Add(Display.Clean(_columns[i]) + " " + row[i]);
        }

        return string.Create(CultureInfo.InvariantCulture, $"epoch {row[0]}/{epochs}: {string.Join(", ", parts)}");
    }

    private static void Add(List<string> row, MetricValues metrics, int count)
    {
        for (int i = 0; i < count; i++) row.Add(i < metrics.Count ? Display.Number(metrics[i].Value) : "-");
    }
}
