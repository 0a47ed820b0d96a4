namespace NeuralNet.Gen;

/// <summary>Names and values in the order in which they were written, some of them trees themselves: the readable part of a checkpoint in memory.</summary>
internal sealed class StateTree
{
    private readonly List<KeyValuePair<string, object>> _entries = [];
    private readonly Dictionary<string, object> _byName = new(StringComparer.Ordinal);

    /// <summary>Values are <see cref="string"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="ulong"/>, <see cref="double"/> or <see cref="StateTree"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Entries => _entries;

    /// <returns><c>false</c> when the name is there already.</returns>
    public bool TryAdd(string name, object value)
    {
        if (!_byName.TryAdd(name, value)) return false;
        _entries.Add(new(name, value));
        return true;
    }

    public object? Find(string name) => _byName.GetValueOrDefault(name);
}
