using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>What a place of a <see cref="NetworkGraph"/> is.</summary>
public enum GraphNodeKind
{
    /// <summary>An input of the network.</summary>
    Input,

    /// <summary>A target of the loss.</summary>
    Target,

    /// <summary>One call of a layer.</summary>
    Layer,

    /// <summary>Arithmetic between layers.</summary>
    Expression,

    /// <summary>What makes a prediction of an output, such as the softmax that belongs to the loss.</summary>
    Prediction,

    /// <summary>The comparison with a target.</summary>
    Loss,

    /// <summary>What the network gives: an output or the mean loss.</summary>
    Result,
}

/// <summary>One place of a <see cref="NetworkGraph"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Of the input, layer or output. A layer that is called twice stands here twice.</param>
/// <param name="Operations">Names of the operations that it consists of, before the compiler arranges them; empty for inputs and results.</param>
/// <param name="Shape">Of what it gives, per sample; empty for a single number.</param>
/// <param name="Inputs">Places in <see cref="NetworkGraph.Nodes"/> that it reads, each before itself.</param>
/// <param name="Parameters">Places in <see cref="NetworkInfo.Parameters"/> that it reads. One that several nodes read is shared by them.</param>
/// <param name="State">Places in <see cref="NetworkInfo.State"/> that it reads.</param>
public sealed record GraphNode(
    GraphNodeKind Kind, string Name, ImmutableArray<string> Operations, ImmutableArray<int> Shape, ImmutableArray<int> Inputs, ImmutableArray<int> Parameters, ImmutableArray<int> State);

/// <summary>How the layers of a network hang together, as declared: inputs, calls of layers, arithmetic, loss and results. What computes nothing, such as a reshape to the same shape, is not part of it.</summary>
public sealed class NetworkGraph
{
    private readonly string _text;

    /// <summary>For generated code, which writes the graph as a text; it is read when it is asked for.</summary>
    /// <param name="text">A line for each node: <c>kind|name|operations|shape|inputs|parameters|states</c>.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public NetworkGraph(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
    }

    /// <summary>Nothing is known: a network written by hand.</summary>
    public static NetworkGraph None { get; } = new("");

    /// <summary>In an order in which every node stands after those that it reads.</summary>
    /// <exception cref="FormatException">The text that the graph was made of is none.</exception>
    public ImmutableArray<GraphNode> Nodes
    {
        get
        {
            if (field.IsDefault) ImmutableInterlocked.InterlockedInitialize(ref field, _text.Length == 0 ? [] : [.. _text.Split('\n').Select(Read)]);
            return field;
        }
    }

    private static GraphNode Read(string line, int place)
    {
        string[] parts = line.Split('|');
        if (parts.Length != 7 || !Enum.TryParse(parts[0], ignoreCase: true, out GraphNodeKind kind))
            throw new FormatException($"line {place + 1} of the graph is '{line}'; kind|name|operations|shape|inputs|parameters|states is expected");
        return new GraphNode(kind, parts[1], [.. parts[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)], Numbers(parts[3]), Numbers(parts[4]), Numbers(parts[5]), Numbers(parts[6]));
    }

    private static ImmutableArray<int> Numbers(string text) => text.Length == 0 ? [] : [.. text.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
}
