using System.Diagnostics.CodeAnalysis;

namespace NeuralNet.Gen;

/// <summary>A metric by its name.</summary>
/// <param name="Name">For example <c>accuracy</c>.</param>
/// <param name="Value">NaN where there was nothing to measure.</param>
public readonly record struct MetricValue(string Name, double Value);

/// <summary>Metrics by name, in the order in which they were asked for. A view: making, reading and enumerating it allocates nothing.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "The plural says it.")]
public readonly struct MetricValues : IEquatable<MetricValues>
{
    private readonly IMetricSource? _source;

    internal MetricValues(IMetricSource source) => _source = source;

    /// <summary>Number of metrics.</summary>
    public int Count => _source?.Count ?? 0;

    /// <summary>A metric by its place.</summary>
    public MetricValue this[int index]
        => (uint)index < (uint)Count ? new MetricValue(_source!.NameOf(index), _source.ValueOf(index)) : throw new ArgumentOutOfRangeException(nameof(index), index, $"there are {Count} metrics");

    /// <summary>The value of a metric.</summary>
    /// <returns>Whether there is a metric of that name.</returns>
    public bool TryGet(string name, out double value)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_source!.NameOf(i) != name) continue;
            value = _source.ValueOf(i);
            return true;
        }

        value = double.NaN;
        return false;
    }

    /// <summary>For <c>foreach</c>.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>All metrics as they are now, to be kept.</summary>
    public MetricValue[] ToArray()
    {
        var values = new MetricValue[Count];
        for (int i = 0; i < values.Length; i++) values[i] = this[i];
        return values;
    }

    /// <summary>Whether both have the same names and values in the same order.</summary>
    public bool Equals(MetricValues other)
    {
        if (Count != other.Count) return false;
        for (int i = 0; i < Count; i++)
        {
            if (this[i] != other[i]) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MetricValues other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (MetricValue value in this) hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>Names and values, for people.</summary>
    public override string ToString() => string.Join(", ", ToArray().Select(v => FormattableString.Invariant($"{v.Name} {v.Value:G6}")));

    /// <summary>Whether both have the same names and values in the same order.</summary>
    public static bool operator ==(MetricValues left, MetricValues right) => left.Equals(right);

    /// <summary>Whether a name or a value differs.</summary>
    public static bool operator !=(MetricValues left, MetricValues right) => !left.Equals(right);

    internal static MetricValues Of(MetricValue[] values) => values.Length == 0 ? default : new MetricValues(new Kept(values));

    /// <summary>Walks over the metrics.</summary>
    public struct Enumerator
    {
        private readonly MetricValues _values;
        private int _index;

        internal Enumerator(MetricValues values) => (_values, _index) = (values, -1);

        /// <summary>The metric that was reached.</summary>
        public readonly MetricValue Current => _values[_index];

        /// <summary>Goes to the next one.</summary>
        public bool MoveNext() => ++_index < _values.Count;
    }

    private sealed class Kept(MetricValue[] values) : IMetricSource
    {
        public int Count => values.Length;

        public string NameOf(int index) => values[index].Name;

        public double ValueOf(int index) => values[index].Value;
    }
}

/// <summary>Where metrics come from: computed now, or kept.</summary>
internal interface IMetricSource
{
    int Count { get; }

    string NameOf(int index);

    double ValueOf(int index);
}
