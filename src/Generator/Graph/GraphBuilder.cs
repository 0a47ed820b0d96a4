using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Graph;

/// <summary>
/// Appends nodes: infers types, simplifies, and gives the same value for the same op on the same inputs. Nodes are never edited.
/// </summary>
internal sealed class GraphBuilder
{
    private readonly List<Node> _nodes = [];
    private int _call;
    private readonly Dictionary<(Op, EquatableArray<Value>), Value> _known = [];

    /// <summary>The layer that nodes added now belong to. Setting it begins another call, of the same layer or another.</summary>
    public string Origin
    {
        get;
        set => (field, _call) = (value, _call + 1);
    } = "";

    public IReadOnlyList<Node> Nodes => _nodes;

    public Node this[Value value] => _nodes[value.Id];

    public TensorType TypeOf(Value value) => _nodes[value.Id].Type;

    public Value Add(Op op, params Value[] inputs)
    {
        TensorType type = op.Infer([.. inputs.Select(TypeOf)]);
        if (op.Simplify(this, inputs) is { } simpler)
        {
            if (TypeOf(simpler) != type) throw new InvalidOperationException($"simplifying '{op.Describe()}' changed its type from {type} to {TypeOf(simpler)}");
            return simpler;
        }

        (Op, EquatableArray<Value>) key = (op, EquatableArray.Of(inputs));
        if (_known.TryGetValue(key, out Value known)) return known;
        var value = new Value(_nodes.Count);
        _nodes.Add(new Node(value, op, key.Item2, type, Origin) { Call = _call });
        _known.Add(key, value);
        return value;
    }

    public Value Constant(float value) => Add(new Constant(value));

    public Value Plus(Value a, Value b) => Add(new Add(), a, b);

    public Value Minus(Value a, Value b) => Add(new Sub(), a, b);

    public Value Times(Value a, Value b) => Add(new Mul(), a, b);

    public Value Times(Value a, float b) => Times(a, Constant(b));

    public Value Over(Value a, Value b) => Add(new Div(), a, b);

    /// <summary>Whether <paramref name="value"/> is the given number.</summary>
    public bool IsConstant(Value value, float number) => this[value].Op is Constant c && c.Value.Equals(number);

    /// <summary>The sum over the last dimension, which stays with extent 1.</summary>
    public Value SumLast(Value x) => Add(new Reduce(ReduceKind.Sum, TypeOf(x).Rank - 1), x);
}
