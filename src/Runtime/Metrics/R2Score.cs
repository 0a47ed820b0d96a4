namespace NeuralNet.Gen.Metrics;

/// <summary>The coefficient of determination: 1 - Σ (target - prediction)² / Σ (target - mean of targets)², for each output over all samples, then the mean over outputs (scikit-learn's <c>uniform_average</c>).
/// An output whose targets are all the same counts 1 when it is predicted exactly, else 0.</summary>
public sealed class R2Score : Metric
{
    // Welford's running mean and sum of squared distances from it, for each output: no difference of large sums.
    private readonly double[] _mean, _spread, _error;
    private long _samples;

    /// <summary>Sets the number of outputs.</summary>
    /// <param name="outputs">Numbers of one sample, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outputs"/> is below 1.</exception>
    public R2Score(int outputs = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        _mean = new double[outputs];
        _spread = new double[outputs];
        _error = new double[outputs];
    }

    /// <inheritdoc/>
    public override string Name => "r²";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            if (_samples < 2) return double.NaN;
            double sum = 0;
            for (int o = 0; o < _mean.Length; o++) sum += _spread[o] == 0 ? (_error[o] == 0 ? 1 : 0) : 1 - (_error[o] / _spread[o]);
            return sum / _mean.Length;
        }
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        Array.Clear(_mean);
        Array.Clear(_spread);
        Array.Clear(_error);
        _samples = 0;
    }

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets)
    {
        if (predictions.Length != targets.Length) throw Mismatch(predictions.Length, targets.Length);
        int outputs = _mean.Length;
        if (targets.Length % outputs != 0) throw new ArgumentException($"{Name}: {targets.Length} targets are no whole samples of {outputs}", nameof(targets));
        for (int i = 0; i < targets.Length; i += outputs)
        {
            _samples++;
            for (int o = 0; o < outputs; o++)
            {
                double target = targets[i + o], error = target - predictions[i + o], distance = target - _mean[o];
                _mean[o] += distance / _samples;
                _spread[o] += distance * (target - _mean[o]);
                _error[o] += error * error;
            }
        }
    }
}
