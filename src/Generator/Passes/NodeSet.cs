namespace NeuralNet.Gen.Generator.Passes;

/// <summary>A set of a graph's nodes: a bit for each, so that sets join and meet word by word.</summary>
internal readonly struct NodeSet
{
    private readonly ulong[] _words;

    /// <param name="nodes">Of the graph.</param>
    public NodeSet(int nodes) => _words = new ulong[(nodes + 63) / 64];

    private NodeSet(ulong[] words) => _words = words;

    public bool Contains(int node) => (_words[node >> 6] >> (node & 63) & 1) != 0;

    public void Add(int node) => _words[node >> 6] |= 1UL << (node & 63);

    public void Add(NodeSet other)
    {
        for (int i = 0; i < _words.Length; i++) _words[i] |= other._words[i];
    }

    /// <summary>A new set of the nodes of both.</summary>
    public NodeSet With(NodeSet other)
    {
        var all = new NodeSet((ulong[])_words.Clone());
        all.Add(other);
        return all;
    }

    /// <summary>Whether a node is in both.</summary>
    public bool Meets(NodeSet other)
    {
        for (int i = 0; i < _words.Length; i++)
        {
            if ((_words[i] & other._words[i]) != 0) return true;
        }

        return false;
    }
}
