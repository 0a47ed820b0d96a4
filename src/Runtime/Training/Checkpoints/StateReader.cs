using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>
/// Gives back what a <see cref="StateWriter"/> took. Whatever is missing, of another kind or of another size ends in a <see cref="DataFormatException"/> that names the file and the place.
/// </summary>
public sealed class StateReader
{
    private readonly StateTree _tree;
    private readonly CheckpointContent _content;
    private readonly string _path;

    internal StateReader(CheckpointContent content, StateTree tree, string path = "") => (_content, _tree, _path) = (content, tree, path);

    /// <summary>Whether a number, a text or a part of that name was written.</summary>
    public bool Has(string name) => _tree.Find(name) is not null;

    /// <summary>Whether a vector of that name was written.</summary>
    public bool HasVector(string name) => _content.Find(Place(name)) is not null;

    /// <summary>Reads a whole number.</summary>
    /// <exception cref="DataFormatException">It is missing or something else.</exception>
    public long ReadInt64(string name) => Find(name) switch
    {
        long value => value,
        ulong value when value <= long.MaxValue => (long)value,
        var other => throw Unfit(name, other, "a whole number"),
    };

    /// <summary>Reads a whole number of a range.</summary>
    /// <param name="name">As it was written.</param>
    /// <param name="least">The least that makes sense.</param>
    /// <param name="most">The most.</param>
    /// <exception cref="DataFormatException">It is missing, something else, or outside the range.</exception>
    public int ReadInt32(string name, int least = int.MinValue, int most = int.MaxValue)
    {
        long value = ReadInt64(name);
        return value >= least && value <= most ? (int)value : throw Fault(name, $"{value} is found; {least} to {most} is expected");
    }

    /// <summary>Reads a number.</summary>
    /// <inheritdoc cref="ReadInt64" path="/exception"/>
    public double ReadDouble(string name) => Find(name) switch
    {
        double value => value,
        long value => value,
        ulong value => value,
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        var other => throw Unfit(name, other, "a number"),
    };

    /// <summary>Reads yes or no.</summary>
    /// <inheritdoc cref="ReadInt64" path="/exception"/>
    public bool ReadBoolean(string name) => Find(name) is bool value ? value : throw Unfit(name, Find(name), "true or false");

    /// <summary>Reads a text.</summary>
    /// <inheritdoc cref="ReadInt64" path="/exception"/>
    public string ReadString(string name) => Find(name) is string value ? value : throw Unfit(name, Find(name), "a text");

    /// <summary>Reads a vector.</summary>
    /// <param name="name">As it was written.</param>
    /// <param name="length">Numbers that it must have.</param>
    /// <exception cref="DataFormatException">It is missing or of another length.</exception>
    public float[] Read(string name, int length) => _content.Vector(Place(name), [length]);

    /// <summary>Reads a vector of any length.</summary>
    /// <exception cref="DataFormatException">It is missing or no vector.</exception>
    internal float[] ReadVector(string name) => _content.Vector(Place(name), [_content.Find(Place(name))?.Shape is [var length] ? length : 0]);

    /// <summary>Reads one number for each of the network's parameters.</summary>
    /// <returns>Laid out as <see cref="INetwork.Parameters"/>.</returns>
    /// <exception cref="DataFormatException">A tensor is missing or of another shape.</exception>
    public float[] ReadParameters(string name) => ReadTensors(Place(name) + ".", _content.Network.Parameters, _content.Network.ParameterCount);

    /// <summary>Reads one number for each number of the network's <see cref="INetwork.State"/>.</summary>
    /// <returns>Laid out as <see cref="INetwork.State"/>.</returns>
    /// <exception cref="DataFormatException">A tensor is missing or of another shape.</exception>
    public float[] ReadNetworkState(string name) => ReadTensors(Place(name) + ".", _content.Network.State, RowMajorOrder.LengthOf(_content.Network.State));

    internal ulong ReadUInt64(string name) => Find(name) switch
    {
        ulong value => value,
        long value and >= 0 => (ulong)value,
        var other => throw Unfit(name, other, "a whole number of at least 0"),
    };

    internal StateReader Section(string name)
        => Find(name) is StateTree tree ? new StateReader(_content, tree, Place(name)) : throw Unfit(name, Find(name), "an object");

    internal IReadOnlyList<KeyValuePair<string, object>> Entries => _tree.Entries;

    internal float[] ReadTensors(string prefix, ImmutableArray<ParameterInfo> tensors, int length)
    {
        float[] values = new float[length];
        foreach (ParameterInfo tensor in tensors) RowMajorOrder.Scatter(tensor, _content.Vector(prefix + tensor.Name, tensor.Shape), values);
        return values;
    }

    /// <summary>An error for a value that was read and makes no sense here.</summary>
    /// <param name="name">As it was written.</param>
    /// <param name="fault">What was found and what was expected.</param>
    public DataFormatException Unexpected(string name, string fault) => Fault(name, fault);

    internal string JsonPath => _content.JsonPath;

    internal DataFormatException Fault(string name, string fault) => new(_content.JsonPath, -1, $"at '{Place(name)}': {fault}");

    private object Find(string name) => _tree.Find(name) ?? throw Fault(name, "it is missing");

    private DataFormatException Unfit(string name, object found, string expected)
        => Fault(name, $"{(found is StateTree ? "an object" : FormattableString.Invariant($"'{found}'"))} is found; {expected} is expected");

    private string Place(string name) => _path.Length == 0 ? name : $"{_path}/{name}";
}
