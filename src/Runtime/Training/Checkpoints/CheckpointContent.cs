using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>A checkpoint in memory, as it was read and found whole: the tree of its readable file and its tensors.</summary>
internal sealed class CheckpointContent(string jsonPath, string tensorsPath, StateTree tree, IReadOnlyList<SafetensorsTensor> tensors, NetworkInfo network)
{
    private readonly Dictionary<string, SafetensorsTensor> _byName = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public string JsonPath => jsonPath;

    public string TensorsPath => tensorsPath;

    public StateTree Tree => tree;

    /// <summary>The network that is to take it.</summary>
    public NetworkInfo Network => network;

    public StateReader Root => new(this, tree);

    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A tensor's numbers in row-major order.</summary>
    public float[] Vector(string name, ImmutableArray<int> shape)
    {
        SafetensorsTensor tensor = Find(name) ?? throw new DataFormatException(tensorsPath, -1, $"tensor '{name}' [{string.Join(", ", shape)}] is missing");
        if (!tensor.Shape.AsSpan().SequenceEqual(shape.AsSpan()))
            throw new DataFormatException(tensorsPath, -1, $"tensor '{name}' is [{string.Join(", ", tensor.Shape)}]; [{string.Join(", ", shape)}] is expected");
        if (tensor.Type != SafetensorsType.F32)
            throw new DataFormatException(tensorsPath, -1, $"tensor '{name}' is {SafetensorsTensor.NameOf(tensor.Type)}; F32 is expected");
        _read.Add(name);
        return tensor.ToSingles();
    }

    /// <summary>Names of tensors that nothing has asked for.</summary>
    public IEnumerable<string> Unread => tensors.Select(t => t.Name).Where(n => !_read.Contains(n));
}
