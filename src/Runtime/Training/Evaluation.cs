namespace NeuralNet.Gen;

/// <summary>Measures a network on a data set, batch by batch, and predicts. Its buffers are kept for the next time.</summary>
internal sealed class Evaluation(INetwork network, TensorInfo[] columns, int batchSize)
{
    private float[] _predictions = [];
    private int[] _numbers = [];
    private Batch? _batch;

    /// <returns><c>null</c> when cancelled.</returns>
    public EvaluationReport? Evaluate(IDataset data, ThreadTeam? team, CancellationToken cancellationToken)
    {
        int size = Math.Min(batchSize, data.Count);
        if (_batch is null || _batch.Capacity != size) _batch = new Batch(columns, size);
        Batch batch = _batch;
        bool counts = Accuracy.Applies(network.Info);
        int outputs = network.Info.Output.Length;
        if (counts && _predictions.Length < size * outputs) _predictions = new float[size * outputs];
        if (_numbers.Length < size) _numbers = new int[size];

        double lossSum = 0;
        long right = 0, answers = 0;
        for (int from = 0; from < data.Count; from += size)
        {
            if (cancellationToken.IsCancellationRequested) return null;
            int samples = Math.Min(size, data.Count - from);
            for (int i = 0; i < samples; i++) _numbers[i] = from + i;
            data.Read(_numbers.AsSpan(0, samples), batch);
            lossSum += (double)network.Loss(batch, team) * samples;
            if (!counts) continue;
            Span<float> predictions = _predictions.AsSpan(0, samples * outputs);
            network.Predict(batch, predictions, team);
            (long batchRight, long batchAnswers) = Accuracy.Count(network.Info, batch, predictions);
            right += batchRight;
            answers += batchAnswers;
        }

        return new EvaluationReport(lossSum / data.Count, counts ? (double)right / answers : null, data.Count);
    }
}
