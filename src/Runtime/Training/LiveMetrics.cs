using NeuralNet.Gen.Metrics;

namespace NeuralNet.Gen;

/// <summary>Metrics as they stand now: each is computed when it is read.</summary>
internal sealed class LiveMetrics(IReadOnlyList<Metric> metrics) : IMetricSource
{
    public int Count => metrics.Count;

    public string NameOf(int index) => metrics[index].Name;

    public double ValueOf(int index) => metrics[index].Value;
}
