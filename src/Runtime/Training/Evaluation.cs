using NeuralNet.Gen.Metrics;

namespace NeuralNet.Gen;

/// <summary>Measures a network on data, batch by batch, and predicts. Its buffer is kept for the next time.</summary>
internal sealed class Evaluation(INetwork network)
{
    private float[] _predictions = [];

    /// <returns><c>null</c> when cancelled.</returns>
    public EvaluationReport? Evaluate(BatchSource data, IReadOnlyList<Metric> metrics, ThreadTeam? team, CancellationToken cancellationToken)
    {
        bool counts = Accuracy.Applies(network.Info);
        foreach (Metric metric in metrics) metric.Reset();
        double lossSum = 0;
        long samples = 0, right = 0, answers = 0;
        data.Start(0, 0);
        while (true)
        {
            if (cancellationToken.IsCancellationRequested) return null;
            if (!data.Next(out Batch? batch)) break;
            lossSum += (double)network.Loss(batch, team) * batch.Count;
            samples += batch.Count;
            if (!counts && metrics.Count == 0) continue;
            ReadOnlySpan<float> predictions = Predict(batch, team);
            for (int i = 0; i < metrics.Count; i++) metrics[i].Update(network.Info, batch, predictions);
            if (!counts) continue;
            (long batchRight, long batchAnswers) = Accuracy.Count(network.Info, batch, predictions);
            right += batchRight;
            answers += batchAnswers;
        }

        return new EvaluationReport(lossSum / samples, counts ? (double)right / answers : null, (int)samples) { Metrics = MetricValues.Of(new MetricValues(new LiveMetrics(metrics)).ToArray()) };
    }

    /// <summary>What the network makes of a batch; stands until the next call.</summary>
    public ReadOnlySpan<float> Predict(Batch batch, ThreadTeam? team)
    {
        int length = batch.Count * network.Info.Output.Length;
        if (_predictions.Length < length) _predictions = new float[batch.Capacity * network.Info.Output.Length];
        Span<float> predictions = _predictions.AsSpan(0, length);
        network.Predict(batch, predictions, team);
        return predictions;
    }
}
