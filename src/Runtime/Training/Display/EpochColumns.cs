using System.Globalization;
using NeuralNet.Gen.Metrics;

namespace NeuralNet.Gen;

/// <summary>What there is to tell of every epoch of a run: names, and the values of one.</summary>
internal sealed class EpochColumns
{
    private readonly List<string> _names = ["epoch", "train loss", "lr"];
    private readonly bool _validates;
    private readonly int _trainMetrics, _validationMetrics;

    public EpochColumns(FitContext context)
    {
        _validates = context.ValidationSamples is not null;
        foreach (Metric metric in context.Options.TrainMetrics) _names.Add("train " + metric.Name);
        _trainMetrics = context.Options.TrainMetrics.Count;
        if (_validates)
        {
            _names.AddRange(["val loss", "val accuracy"]);
            foreach (Metric metric in context.Options.ValidationMetrics) _names.Add("val " + metric.Name);
            _validationMetrics = context.Options.ValidationMetrics.Count;
        }

        _names.AddRange(["seconds", "samples/s"]);
    }

    public IReadOnlyList<string> Names => _names;

    /// <summary>A value for every name; <c>-</c> where there is none.</summary>
    public string[] Row(EpochReport report)
    {
        var row = new List<string>(_names.Count)
        {
            report.Epoch.ToString(CultureInfo.InvariantCulture) + (report.Completed ? "" : " (cut short)"),
            DisplayText.Number(report.TrainLoss),
            DisplayText.Number(report.LearningRate),
        };
        Add(row, report.Metrics, _trainMetrics);
        if (_validates)
        {
            row.Add(report.Validation is { } v ? DisplayText.Number(v.Loss) : "-");
            row.Add(report.Validation?.Accuracy is { } accuracy ? accuracy.ToString("0.00%", CultureInfo.InvariantCulture) : "-");
            Add(row, report.Validation is { } some ? some.Metrics : default, _validationMetrics);
        }

        row.Add(DisplayText.Seconds(report.Elapsed));
        row.Add(DisplayText.Rate(report.SamplesPerSecond));
        return [.. row];
    }

    /// <summary>An epoch as a line: every number behind its name.</summary>
    public string Line(EpochReport report, int epochs)
    {
        string[] row = Row(report);
        var parts = new List<string>();
        for (int i = 1; i < row.Length; i++)
        {
            if (row[i] != "-") parts.Add(DisplayText.Clean(_names[i]) + " " + row[i]);
        }

        return string.Create(CultureInfo.InvariantCulture, $"epoch {row[0]}/{epochs}: {string.Join(", ", parts)}");
    }

    private static void Add(List<string> row, MetricValues metrics, int count)
    {
        for (int i = 0; i < count; i++) row.Add(i < metrics.Count ? DisplayText.Number(metrics[i].Value) : "-");
    }
}
