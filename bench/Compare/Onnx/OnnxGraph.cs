using Compare.Peer;
using NeuralNet.Gen;

namespace Compare.Onnx;

/// <summary>An attribute of an ONNX node: an integer, a number, or a list of integers.</summary>
internal readonly record struct OnnxAttribute(string Name, object Value)
{
    public static implicit operator OnnxAttribute((string Name, int Value) pair) => new(pair.Name, (long)pair.Value);

    public static implicit operator OnnxAttribute((string Name, float Value) pair) => new(pair.Name, pair.Value);

    public static implicit operator OnnxAttribute((string Name, long[] Values) pair) => new(pair.Name, pair.Values);
}

/// <summary>
/// Writes a network of a fixed batch size as an ONNX model (operator set 20) with our weights in it. Numbers of fields and types are those of onnx.proto.
/// </summary>
/// <param name="network">Whose weights are written, as they are now.</param>
/// <param name="batch">Samples.</param>
internal sealed class OnnxGraph(INetwork network, int batch)
{
    public const string InputName = "input", OutputName = "output";

    private const int OperatorSet = 20, FileVersion = 9;
    private const int FloatType = 1, Int32Type = 6, Int64Type = 7, BoolType = 9;

    private readonly ProtobufWriter _nodes = new();
    private readonly HashSet<string> _initializers = [];
    private readonly List<Action<ProtobufWriter>> _tensors = [];
    private int _values;

    /// <summary>Samples.</summary>
    public int Batch => batch;

    /// <summary>Adds a node.</summary>
    /// <param name="op">Operator's name.</param>
    /// <param name="inputs">Names of values; an empty one is an input that is not given.</param>
    /// <param name="attributes">Where they differ from the operator's defaults.</param>
    /// <returns>The node's first output.</returns>
    public string Add(string op, string[] inputs, params OnnxAttribute[] attributes) => Add(op, inputs, 0, attributes);

    /// <summary>Adds a node and takes one of its outputs.</summary>
    /// <param name="output">Number of the output; those before it are not computed.</param>
    public string Add(string op, string[] inputs, int output, params OnnxAttribute[] attributes)
    {
        string name = $"{op}_{_values++}";
        _nodes.Message(1, node =>
        {
            foreach (string input in inputs) node.Text(1, input);
            for (int i = 0; i < output; i++) node.Text(2, "");
            node.Text(2, name);
            node.Text(3, name);
            node.Text(4, op);
            foreach (OnnxAttribute attribute in attributes) node.Message(5, a => WriteAttribute(a, attribute));
        });
        return name;
    }

    /// <summary>One of our parameters or running statistics, in PyTorch's shape.</summary>
    public string Weight(string name)
    {
        (float[] values, int[] shape) = Read(name);
        return Tensor(name, FloatType, shape, values);
    }

    /// <summary>One of our matrices [rows, columns] as [columns, rows].</summary>
    public string Transposed(string name)
    {
        (float[] values, int[] shape) = Read(name);
        var turned = new float[values.Length];
        for (int i = 0; i < shape[0]; i++)
            for (int j = 0; j < shape[1]; j++) turned[(j * shape[0]) + i] = values[(i * shape[1]) + j];
        return Tensor(name + ".transposed", FloatType, [shape[1], shape[0]], turned);
    }

    /// <summary>Several parameters whose first dimension is cut into blocks, one after another, the blocks of each in another order: gates.</summary>
    /// <param name="name">Of the value.</param>
    /// <param name="order">For each block of the result the block of the parameter.</param>
    /// <param name="parameters">Of the same shape.</param>
    /// <returns>[1, all blocks of the first and then of the next, …].</returns>
    public string Gates(string name, int[] order, params string[] parameters)
    {
        var all = new List<float>();
        int[] shape = [];
        foreach (string parameter in parameters)
        {
            (float[] values, shape) = Read(parameter);
            int block = values.Length / order.Length;
            foreach (int gate in order) all.AddRange(values.AsSpan(gate * block, block));
        }

        return Tensor(name, FloatType, [1, shape[0] * parameters.Length, .. shape[1..]], all.ToArray());
    }

    public string Constant(string name, int[] shape, params float[] values) => Tensor(name, FloatType, shape, values);

    public string Constant(string name, params long[] values) => Tensor(name, Int64Type, [values.Length], values);

    public string Constant(string name, int[] shape, params bool[] values) => Tensor(name, BoolType, shape, values);

    /// <summary>The model with everything added so far.</summary>
    /// <param name="output">The value that the model yields.</param>
    public byte[] ToModel(string output)
    {
        Add("Identity", OutputName, output);
        TensorInfo input = network.Info.Inputs[0];
        var model = new ProtobufWriter();
        model.Integer(1, FileVersion);
        model.Text(2, "NeuralNet.Gen Compare");
        model.Message(7, graph =>
        {
            graph.Fields(_nodes);
            graph.Text(2, network.Info.Name);
            foreach (Action<ProtobufWriter> tensor in _tensors) graph.Message(5, tensor);
            graph.Message(11, value => WriteValue(value, InputName, input.ElementType == ElementType.Float32 ? FloatType : Int32Type, [batch, .. input.Shape]));
            graph.Message(12, value => WriteValue(value, OutputName, FloatType, [batch, .. network.Info.Output.Shape]));
        });
        model.Message(8, set => set.Integer(2, OperatorSet));
        return model.ToArray();
    }

    private void Add(string op, string result, string input) => _nodes.Message(1, node =>
    {
        node.Text(1, input);
        node.Text(2, result);
        node.Text(4, op);
    });

    private (float[] Values, int[] Shape) Read(string name)
    {
        if (network.Info.Parameters.FirstOrDefault(p => p.Name == name) is { } parameter) return (LogicalOrder.Of(parameter, network.Parameters), [.. parameter.Shape]);
        if (network.Info.State.FirstOrDefault(p => p.Name == name) is { } state) return (LogicalOrder.Of(state, network.State), [.. state.Shape]);
        throw new InvalidOperationException($"{network.Info.Name} has no parameter '{name}' for the ONNX model");
    }

    private string Tensor<T>(string name, int type, int[] shape, T[] values) where T : unmanaged
    {
        if (!_initializers.Add(name)) return name;
        _tensors.Add(tensor =>
        {
            foreach (int extent in shape) tensor.Integer(1, extent);
            tensor.Integer(2, type);
            tensor.Text(8, name);
            tensor.Raw<T>(9, values);
        });
        return name;
    }

    private static void WriteAttribute(ProtobufWriter writer, OnnxAttribute attribute)
    {
        writer.Text(1, attribute.Name);
        switch (attribute.Value)
        {
            case float number:
                writer.Float(2, number);
                writer.Integer(20, 1);
                break;
            case long integer:
                writer.Integer(3, integer);
                writer.Integer(20, 2);
                break;
            case long[] integers:
                foreach (long integer in integers) writer.Integer(8, integer);
                writer.Integer(20, 7);
                break;
            default:
                throw new InvalidOperationException($"attribute '{attribute.Name}' is a {attribute.Value.GetType()}");
        }
    }

    private static void WriteValue(ProtobufWriter writer, string name, int type, int[] shape)
    {
        writer.Text(1, name);
        writer.Message(2, kind => kind.Message(1, tensor =>
        {
            tensor.Integer(1, type);
            tensor.Message(2, extents =>
            {
                foreach (int extent in shape) extents.Message(1, dimension => dimension.Integer(1, extent));
            });
        }));
    }
}
