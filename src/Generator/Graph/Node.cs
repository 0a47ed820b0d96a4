using System.Globalization;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Graph;

/// <summary>The result of a node: its number in the graph.</summary>
internal readonly record struct Value(int Id) : IComparable<Value>
{
    public int CompareTo(Value other) => Id.CompareTo(other.Id);

    public override string ToString() => "%" + Id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One operation with its inputs and the type of its one result.</summary>
/// <param name="Id">Its own number; inputs have smaller ones.</param>
/// <param name="Origin">The layer that it came from, for comments and messages.</param>
internal sealed record Node(Value Id, Op Op, EquatableArray<Value> Inputs, TensorType Type, string Origin)
{
    /// <summary>In the graph as declared: tells calls apart that share a layer. Means nothing after a pass.</summary>
    public int Call { get; init; }

    public override string ToString() => $"{Id} = {Op.Describe()}({string.Join(", ", Inputs)}) : {Type}  // {Origin}";
}
