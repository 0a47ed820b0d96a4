using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>Takes the state of one part of a training run into a checkpoint: numbers and text go into its readable file, vectors into the file of tensors.</summary>
public sealed class StateWriter
{
    private readonly StateTree _tree;
    private readonly List<SafetensorsTensor> _tensors;
    private readonly NetworkInfo _network;
    private readonly string _path;

    internal StateWriter(StateTree tree, List<SafetensorsTensor> tensors, NetworkInfo network, string path = "")
        => (_tree, _tensors, _network, _path) = (tree, tensors, network, path);

    /// <summary>Writes a whole number.</summary>
    /// <exception cref="ArgumentException">The name was written before.</exception>
    public void Write(string name, long value) => Add(name, value);

    /// <summary>Writes a number; NaN and infinities are kept as well, and every bit of the others.</summary>
    /// <inheritdoc cref="Write(string, long)" path="/exception"/>
    public void Write(string name, double value) => Add(name, value);

    /// <summary>Writes yes or no.</summary>
    /// <inheritdoc cref="Write(string, long)" path="/exception"/>
    public void Write(string name, bool value) => Add(name, value);

    /// <summary>Writes a text.</summary>
    /// <inheritdoc cref="Write(string, long)" path="/exception"/>
    public void Write(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Add(name, value);
    }

    /// <summary>Writes a vector; it is copied.</summary>
    /// <inheritdoc cref="Write(string, long)" path="/exception"/>
    public void Write(string name, ReadOnlySpan<float> values) => Add(SafetensorsTensor.FromSingles(Tensor(name), [values.Length], values));

    /// <summary>Writes one number for each of the network's parameters, as tensors with the parameters' names and shapes.</summary>
    /// <param name="name">Goes before the parameters' names.</param>
    /// <param name="values">Laid out as <see cref="INetwork.Parameters"/>.</param>
    /// <inheritdoc cref="Write(string, long)" path="/exception"/>
    public void WriteParameters(string name, ReadOnlySpan<float> values) => WriteTensors(Tensor(name) + ".", _network.Parameters, _network.ParameterCount, values);

    /// <summary>Writes one number for each number of the network's <see cref="INetwork.State"/>; a network without state writes nothing.</summary>
    /// <param name="name">Goes before the names of the state's tensors.</param>
    /// <param name="values">Laid out as <see cref="INetwork.State"/>.</param>
    /// <inheritdoc cref="Write(string, long)" path="/exception"/>
    public void WriteNetworkState(string name, ReadOnlySpan<float> values) => WriteTensors(Tensor(name) + ".", _network.State, RowMajorOrder.LengthOf(_network.State), values);

    internal void Write(string name, ulong value) => Add(name, value);

    /// <summary>A part with names of its own.</summary>
    internal StateWriter Section(string name)
    {
        var tree = new StateTree();
        Add(name, tree);
        return new StateWriter(tree, _tensors, _network, Tensor(name));
    }

    /// <summary>Weights bear their plain names, so that other programs find them.</summary>
    internal void WriteTensors(string prefix, ImmutableArray<ParameterInfo> tensors, int length, ReadOnlySpan<float> values)
    {
        if (values.Length != length) throw new ArgumentException($"'{prefix}' has {values.Length:N0} numbers; network '{_network.Name}' has {length:N0}", nameof(values));
        foreach (ParameterInfo tensor in tensors) Add(SafetensorsTensor.FromSingles(prefix + tensor.Name, tensor.Shape, RowMajorOrder.Gather(tensor, values)));
    }

    private string Tensor(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _path.Length == 0 ? name : $"{_path}/{name}";
    }

    private void Add(string name, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_tree.TryAdd(name, value)) throw new ArgumentException($"'{Tensor(name)}' was written before", nameof(name));
    }

    private void Add(SafetensorsTensor tensor)
    {
        foreach (SafetensorsTensor other in _tensors)
        {
            if (other.Name == tensor.Name) throw new ArgumentException($"tensor '{tensor.Name}' was written before", nameof(tensor));
        }

        _tensors.Add(tensor);
    }
}
