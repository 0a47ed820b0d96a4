using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>What random numbers are for; the runtime's <c>RandomPurpose</c>.</summary>
internal enum RandomKind
{
    Initialization = 1,
    Dropout = 2,
}

/// <summary>
/// What a declaration writes to, whichever way it is read: the forward graph, the parameters, inputs and targets. Shapes are inferred on the way.
/// </summary>
internal sealed class NetworkBuilder
{
    private readonly List<ParameterModel> _parameters = [];
    private readonly List<TensorModel> _inputs = [], _targets = [];
    private readonly HashSet<uint> _purposes = [];
    private readonly List<ParameterModel> _states = [];
    private readonly Dictionary<int, Value> _updates = [];
    private int _nextInput, _nextParameter;

    public GraphBuilder Graph { get; } = new();

    public IReadOnlyList<ParameterModel> Parameters => _parameters;

    /// <summary>What is saved but not trained; offsets count from the first of them.</summary>
    public IReadOnlyList<ParameterModel> States => _states;

    /// <summary>What training makes of the states.</summary>
    public IEnumerable<GraphOutput> Updates => _updates.OrderBy(u => u.Key).Select(u => new GraphOutput(OutputRole.StateUpdate, u.Key, u.Value));

    public IReadOnlyList<TensorModel> Inputs => _inputs;

    public IReadOnlyList<TensorModel> Targets => _targets;

    public TensorType TypeOf(Value value) => Graph.TypeOf(value);

    public Value Input(TensorModel tensor)
    {
        _inputs.Add(tensor);
        return Border(tensor);
    }

    public Value Target(TensorModel tensor)
    {
        _targets.Add(tensor);
        return Border(tensor);
    }

    /// <summary>Learns from its use which integers a target or input may hold: 0 ≤ value &lt; <paramref name="classes"/>, and one more if all uses pass over it.</summary>
    public void Bound(Value value, int classes, int? ignored = null)
    {
        if (ignored >= 0 && ignored < classes) ignored = null;
        if (Graph[value].Op is not Input input) return;
        List<TensorModel> list = input.Index < _inputs.Count ? _inputs : _targets;
        int place = input.Index < _inputs.Count ? input.Index : input.Index - _inputs.Count;
        int known = list[place].ClassCount;
        list[place] = list[place] with { ClassCount = known == 0 ? classes : Math.Min(known, classes), Ignored = known == 0 || list[place].Ignored == ignored ? ignored : null };
    }

    /// <summary>Adds a trained tensor.</summary>
    /// <param name="shape">Its logical shape, PyTorch's.</param>
    /// <param name="memoryOrder">The logical dimensions from outermost to innermost in memory.</param>
    public Value Parameter(string layer, string name, int[] shape, int[] memoryOrder, InitializerModel initializer)
    {
        var strides = new int[shape.Length];
        int stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[memoryOrder[i]] = stride;
            stride = checked(stride * shape[memoryOrder[i]]);
        }

        var parameter = new ParameterModel(
            layer, name, EquatableArray.Of(shape), EquatableArray.Of(strides), _nextParameter, initializer, PurposeOf(RandomKind.Initialization, layer + "." + name));
        _nextParameter = checked(_nextParameter + parameter.Length);
        _parameters.Add(parameter);
        TensorType type = TensorType.Float([.. memoryOrder.Select(d => shape[d])]);
        return Graph.Add(new Parameter(_parameters.Count - 1, parameter.Path, type));
    }

    /// <summary>Adds a vector that is saved with the network but not trained.</summary>
    public Value State(string layer, string name, int length, float first)
    {
        int offset = _states.Count == 0 ? 0 : _states[_states.Count - 1].Offset + _states[_states.Count - 1].Length;
        var state = new ParameterModel(layer, name, EquatableArray.Of(length), EquatableArray.Of(1), offset, new InitializerModel(InitializerForm.Constant, first), 0);
        _states.Add(state);
        return Graph.Add(new State(_states.Count - 1, state.Path, TensorType.Float(length)));
    }

    /// <summary>Says how a step of training changes a state; a layer that is used twice changes it twice.</summary>
    public void Update(Value state, Func<Value, Value> next)
    {
        int index = ((State)Graph[state].Op).Index;
        _updates[index] = next(_updates.TryGetValue(index, out Value sofar) ? sofar : state);
    }

    /// <summary>
    /// The number that keys a layer's random draws: the runtime's kind of purpose in the top byte, below it FNV-1a of the path, so that other
    /// layers may come and go. No two paths of a network share one.
    /// </summary>
    public uint PurposeOf(RandomKind kind, string path)
    {
        uint hash = 2166136261;
        foreach (char c in path) hash = unchecked((hash ^ c) * 16777619);
        uint purpose;
        do purpose = ((uint)kind << 24) | (hash++ & 0xFFFFFF);
        while (!_purposes.Add(purpose));
        return purpose;
    }

    /// <summary>Multiply-adds count 2; per sample.</summary>
    public static long FlopsOf(IEnumerable<Node> nodes, Func<Value, TensorType> typeOf)
        => nodes.Sum(node => node.Op.FlopsPerSample([.. node.Inputs.Select(typeOf)], node.Type));

    private Value Border(TensorModel tensor)
        => Graph.Add(new Input(_nextInput++, tensor.Name, new TensorType(tensor.Element, new EquatableArray<int>([TensorType.Batch, .. tensor.Shape]))));
}
