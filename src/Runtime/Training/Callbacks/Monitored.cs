namespace NeuralNet.Gen;

/// <summary>A number of each epoch that callbacks follow, and which way is better.</summary>
public sealed record Monitored
{
    private Monitored(string name, bool higherIsBetter, bool validation, string? metric)
        => (Name, HigherIsBetter, NeedsValidation, Metric) = (name, higherIsBetter, validation, metric);

    /// <summary>Mean loss over the training data of the epoch: <c>loss</c>, lower is better.</summary>
    public static Monitored TrainLoss { get; } = new("loss", false, false, null);

    /// <summary>Mean loss over the validation data: <c>val_loss</c>, lower is better.</summary>
    public static Monitored ValidationLoss { get; } = new("val_loss", false, true, null);

    /// <summary>Share of right answers on the validation data: <c>val_accuracy</c>, higher is better.</summary>
    public static Monitored ValidationAccuracy { get; } = new("val_accuracy", true, true, null);

    /// <summary>Keras's and Lightning's name of it: <c>loss</c>, <c>val_loss</c>, <c>val_f1</c>.</summary>
    public string Name { get; }

    /// <summary>Whether a higher number is a better one.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>Whether it is measured on the validation data.</summary>
    internal bool NeedsValidation { get; }

    private string? Metric { get; }

    /// <summary>A metric of the validation data: <c>val_NAME</c>.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="higherIsBetter">As for accuracy; <c>false</c> as for an error.</param>
    public static Monitored ValidationMetric(string metric, bool higherIsBetter = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(metric);
        return new Monitored("val_" + metric, higherIsBetter, true, metric);
    }

    /// <summary>A metric of the training data.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="higherIsBetter">As for accuracy; <c>false</c> as for an error.</param>
    public static Monitored TrainMetric(string metric, bool higherIsBetter = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(metric);
        return new Monitored(metric, higherIsBetter, false, metric);
    }

    /// <summary>Whether one number is better than another by more than a difference. NaN is never better, and any other number is better than NaN.</summary>
    public bool IsBetter(double value, double best, double minDelta = 0)
    {
        if (double.IsNaN(value)) return false;
        if (double.IsNaN(best)) return true;
        return HigherIsBetter ? value > best + minDelta : value < best - minDelta;
    }

    /// <summary>The number of an epoch.</summary>
    /// <exception cref="InvalidOperationException">The epoch was not validated, or there is no metric of that name.</exception>
    public double Of(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!NeedsValidation) return Metric is null ? report.TrainLoss : Find(report.Metrics);
        if (report.Validation is not { } validation) throw new InvalidOperationException($"'{Name}' is followed, but epoch {report.Epoch} has no validation");
        if (this == ValidationLoss) return validation.Loss;
        if (this == ValidationAccuracy)
        {
            return validation.Accuracy ?? throw new InvalidOperationException($"'{Name}' is followed, but this network's predictions are no classes or probabilities that could be right or wrong");
        }

        return Find(validation.Metrics);
    }

    /// <summary>All numbers of an epoch by their names.</summary>
    internal static List<MetricValue> All(EpochReport report)
    {
        List<MetricValue> values = [new(TrainLoss.Name, report.TrainLoss)];
        foreach (MetricValue metric in report.Metrics) values.Add(metric);
        if (report.Validation is not { } validation) return values;
        values.Add(new(ValidationLoss.Name, validation.Loss));
        if (validation.Accuracy is { } accuracy) values.Add(new(ValidationAccuracy.Name, accuracy));
        foreach (MetricValue metric in validation.Metrics)
        {
            if (!values.Any(v => v.Name == "val_" + metric.Name)) values.Add(new("val_" + metric.Name, metric.Value));
        }

        return values;
    }

    internal void Check(FitContext context, string who)
    {
        if (NeedsValidation && context.ValidationSamples is null) throw new InvalidOperationException($"{who} follows '{Name}', but Fit was given no validation data");
    }

    private double Find(MetricValues metrics)
        => metrics.TryGet(Metric!, out double value)
            ? value
            : throw new InvalidOperationException($"'{Name}' is followed, but there is no metric '{Metric}'; there are: {(metrics.Count == 0 ? "none" : string.Join(", ", metrics.ToArray().Select(m => m.Name)))}");
}
