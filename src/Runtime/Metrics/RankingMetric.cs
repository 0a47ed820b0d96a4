namespace NeuralNet.Gen.Metrics;

/// <summary>
/// A metric of the order in which predictions rank the labels; exact, so every prediction is kept: 4 bytes for each class and 4 for each label. Memory grows by doubling; where the number of labels is given
/// before, nothing is allocated after. With one probability a label the positives are class 1; with several each class against the rest, averaged.
/// </summary>
public abstract class RankingMetric : ClassificationMetric
{
    private float[] _scores = [], _keys = [];
    private int[] _labels = [];
    private byte[] _positive = [];
    private int _count, _width;
    private readonly int _capacity;
    private double _value = double.NaN;
    private bool _known;

    private protected RankingMetric(string name, int capacity, Averaging averaging)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (averaging is not (Averaging.Macro or Averaging.Micro or Averaging.Weighted))
            throw new ArgumentOutOfRangeException(nameof(averaging), averaging, "classes are averaged macro, micro or weighted; one probability a label needs no averaging");
        _capacity = capacity;
        Averaging = averaging;
        Name = name;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>How the classes' values become one.</summary>
    public Averaging Averaging { get; }

    /// <summary>The value of all labels so far. Sorts: computed once after each update.</summary>
    public override double Value
    {
        get
        {
            if (!_known) _value = Compute();
            _known = true;
            return _value;
        }
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        _count = 0;
        _known = false;
    }

    /// <inheritdoc/>
    private protected override void Check(ReadOnlySpan<float> predictions)
    {
        for (int i = 0; i < predictions.Length; i++)
        {
            if (float.IsNaN(predictions[i])) throw new ArgumentException($"{Name} ranks predictions, and prediction {i} is NaN", nameof(predictions));
        }
    }

    /// <inheritdoc/>
    private protected override void Prepare(int scores, int labels)
    {
        if (_count > 0 && scores != _width) throw new ArgumentException($"{Name}: {scores} predictions a label after batches with {_width}");
        _width = scores;
        int wanted = checked(_count + labels);
        if (_labels.Length < wanted) Array.Resize(ref _labels, Math.Max(wanted, Math.Max(_capacity, 2 * _labels.Length)));
        if ((long)_scores.Length < (long)_labels.Length * scores) Array.Resize(ref _scores, checked(_labels.Length * scores));
        int ranked = Averaging == Averaging.Micro ? _scores.Length : _labels.Length;
        if (_keys.Length < ranked)
        {
            _keys = new float[ranked];
            _positive = new byte[ranked];
        }
    }

    /// <inheritdoc/>
    private protected override void Count(ReadOnlySpan<float> scores, int label)
    {
        scores.CopyTo(_scores.AsSpan(_count * _width));
        _labels[_count++] = label;
        _known = false;
    }

    /// <summary>The metric of one ranking.</summary>
    /// <param name="scores">Ascending.</param>
    /// <param name="positive">1 or 0 for each score.</param>
    /// <param name="positives">How many are 1: neither none nor all.</param>
    private protected abstract double Ranked(ReadOnlySpan<float> scores, ReadOnlySpan<byte> positive, long positives);

    /// <summary>Whether a ranking without a negative has a value.</summary>
    private protected virtual bool NeedsNegatives => true;

    private double Compute()
    {
        if (_count == 0) return double.NaN;
        if (_width == 1) return OfClass(1, out _);
        if (Averaging == Averaging.Micro)
        {
            for (int i = 0; i < _count; i++)
            {
                for (int c = 0; c < _width; c++)
                {
                    _keys[(i * _width) + c] = _scores[(i * _width) + c];
                    _positive[(i * _width) + c] = (byte)(_labels[i] == c ? 1 : 0);
                }
            }

            return Sorted(_count * _width, out _);
        }

        double sum = 0, weights = 0;
        for (int c = 0; c < _width; c++)
        {
            double value = OfClass(c, out long positives);
            if (double.IsNaN(value)) continue;
            double weight = Averaging == Averaging.Weighted ? positives : 1;
            sum += weight * value;
            weights += weight;
        }

        return sum / weights;
    }

    private double OfClass(int label, out long positives)
    {
        int column = _width == 1 ? 0 : label;
        for (int i = 0; i < _count; i++)
        {
            _keys[i] = _scores[(i * _width) + column];
            _positive[i] = (byte)(_labels[i] == label ? 1 : 0);
        }

        return Sorted(_count, out positives);
    }

    private double Sorted(int count, out long positives)
    {
        positives = 0;
        for (int i = 0; i < count; i++) positives += _positive[i];
        if (positives == 0 || (NeedsNegatives && positives == count)) return double.NaN;
        Array.Sort(_keys, _positive, 0, count);
        return Ranked(_keys.AsSpan(0, count), _positive.AsSpan(0, count), positives);
    }
}
