using System.Text.Json;
using NeuralNet.Gen.Metrics;

namespace NeuralNet.Gen;

/// <summary>What the report keeps of an epoch: numbers by name, in the order of their first appearance. What was not measured has no number.</summary>
internal sealed record EpochRecord(int Epoch, bool Completed, IReadOnlyList<KeyValuePair<string, double>> Values)
{
    public const string TrainLoss = "train loss", ValidationLoss = "validation loss", ValidationAccuracy = "validation accuracy", LearningRate = "learning rate", Steps = "steps",
        Seconds = "seconds", SamplesPerSecond = "samples/s";

    private const string TrainPrefix = "train ", ValidationPrefix = "validation ";

    public double? this[string name]
    {
        get
        {
            foreach ((string key, double value) in Values)
            {
                if (key == name) return value;
            }

            return null;
        }
    }

    public static EpochRecord Of(EpochReport report, TrainerOptions options)
    {
        List<KeyValuePair<string, double>> values = [new(TrainLoss, report.TrainLoss)];
        if (report.Validation is { } validation)
        {
            values.Add(new(ValidationLoss, validation.Loss));
            if (validation.Accuracy is { } accuracy) values.Add(new(ValidationAccuracy, accuracy));
            // The trainer's own accuracy is there already.
            Add(values, ValidationPrefix, validation.Metrics, options.ValidationMetrics, withAccuracy: validation.Accuracy is null);
        }

        Add(values, TrainPrefix, report.Metrics, options.TrainMetrics, withAccuracy: true);
        values.Add(new(LearningRate, report.LearningRate));
        values.Add(new(Steps, report.Steps));
        values.Add(new(Seconds, report.Elapsed.TotalSeconds));
        values.Add(new(SamplesPerSecond, report.SamplesPerSecond));
        return new EpochRecord(report.Epoch, report.Completed, values);
    }

    /// <summary>The metric of a name without the part of the data that it was measured on.</summary>
    public static string MetricOf(string name)
        => name.StartsWith(ValidationPrefix, StringComparison.Ordinal) ? name[ValidationPrefix.Length..] : name.StartsWith(TrainPrefix, StringComparison.Ordinal) ? name[TrainPrefix.Length..] : name;

    public static void Write(Utf8JsonWriter json, IEnumerable<EpochRecord> epochs)
    {
        json.WriteStartArray();
        foreach (EpochRecord epoch in epochs)
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", epoch.Epoch);
            json.WriteBoolean("completed", epoch.Completed);
            json.WriteStartArray("values");
            foreach ((string name, double value) in epoch.Values)
            {
                json.WriteStartArray();
                json.WriteStringValue(name);
                // JSON has no word for what is not finite.
                if (double.IsFinite(value)) json.WriteNumberValue(value);
                else json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <exception cref="JsonException">Not what <see cref="Write"/> writes.</exception>
    public static IEnumerable<EpochRecord> Read(JsonElement epochs)
    {
        if (epochs.ValueKind != JsonValueKind.Array) throw new JsonException("epochs are no array");
        foreach (JsonElement epoch in epochs.EnumerateArray())
        {
            List<KeyValuePair<string, double>> values = [];
            if (epoch.ValueKind != JsonValueKind.Object || !epoch.TryGetProperty("epoch", out JsonElement number) || !number.TryGetInt32(out int index)
                || !epoch.TryGetProperty("completed", out JsonElement completed) || completed.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
                || !epoch.TryGetProperty("values", out JsonElement named) || named.ValueKind != JsonValueKind.Array)
                throw new JsonException("an epoch without number, completion or values");
            foreach (JsonElement pair in named.EnumerateArray())
            {
                if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[0].ValueKind != JsonValueKind.String) throw new JsonException("a value without a name");
                double value = pair[1].ValueKind switch
                {
                    JsonValueKind.Number => pair[1].GetDouble(),
                    JsonValueKind.String when pair[1].GetString() == "Infinity" => double.PositiveInfinity,
                    JsonValueKind.String when pair[1].GetString() == "-Infinity" => double.NegativeInfinity,
                    _ => double.NaN,
                };
                values.Add(new(pair[0].GetString()!, value));
            }

            yield return new EpochRecord(index, completed.GetBoolean(), values);
        }
    }

    private static void Add(List<KeyValuePair<string, double>> values, string prefix, MetricValues metrics, IReadOnlyList<Metric> measured, bool withAccuracy)
    {
        for (int m = 0; m < metrics.Count; m++)
        {
            // Its value is the accuracy, and the page draws the matrix itself.
            if (measured[m] is ConfusionMatrix || (measured[m] is Accuracy && !withAccuracy)) continue;
            MetricValue metric = metrics[m];
            string name = prefix + metric.Name, unique = name;
            for (int i = 2; values.Exists(v => v.Key == unique); i++) unique = FormattableString.Invariant($"{name} ({i})");
            values.Add(new(unique, metric.Value));
        }
    }
}
