using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Graph;

internal enum OutputRole
{
    /// <summary>The network's output, per sample.</summary>
    Prediction,

    /// <summary>The mean loss, one number.</summary>
    Loss,

    /// <summary>The gradient of parameter <see cref="GraphOutput.Index"/>.</summary>
    ParameterGradient,

    /// <summary>What a step of training makes of state <see cref="GraphOutput.Index"/>.</summary>
    StateUpdate,
}

/// <summary>A value that leaves the graph.</summary>
/// <param name="Index">Of a parameter's gradient, the parameter; of a prediction twice the output, and one more for what it means.</param>
internal sealed record GraphOutput(OutputRole Role, int Index, Value Value)
{
    /// <summary>An output of the network as declared: scores.</summary>
    public static GraphOutput Declared(int output, Value value) => new(OutputRole.Prediction, 2 * output, value);

    /// <summary>What an output means under its loss: probabilities.</summary>
    public static GraphOutput Predicted(int output, Value value) => new(OutputRole.Prediction, (2 * output) + 1, value);

    public bool IsDeclared => Role == OutputRole.Prediction && Index % 2 == 0;

    public bool IsPredicted => Role == OutputRole.Prediction && Index % 2 == 1;
}

/// <summary>Nodes in an order in which every input stands before its use, and the values that leave. A program's whole meaning.</summary>
internal sealed record TensorGraph(EquatableArray<Node> Nodes, EquatableArray<GraphOutput> Outputs)
{
    public Node this[Value value] => Nodes[value.Id];

    /// <summary>Drops what no output needs and numbers the rest anew.</summary>
    public static TensorGraph Of(GraphBuilder builder, IEnumerable<GraphOutput> outputs)
    {
        GraphOutput[] kept = [.. outputs];
        var live = new bool[builder.Nodes.Count];
        foreach (GraphOutput output in kept) live[output.Value.Id] = true;
        for (int i = live.Length - 1; i >= 0; i--)
        {
            if (!live[i]) continue;
            foreach (Value input in builder.Nodes[i].Inputs) live[input.Id] = true;
        }

        var number = new int[live.Length];
        var nodes = new List<Node>();
        for (int i = 0; i < live.Length; i++)
        {
            if (!live[i]) continue;
            number[i] = nodes.Count;
            Node node = builder.Nodes[i];
            nodes.Add(node with { Id = new Value(nodes.Count), Inputs = node.Inputs.Select(v => new Value(number[v.Id])).ToEquatableArray() });
        }

        return new TensorGraph(nodes.ToEquatableArray(), kept.Select(o => o with { Value = new Value(number[o.Value.Id]) }).ToEquatableArray());
    }

    /// <summary>A copy in which every node went through <paramref name="rewrite"/>, which gets the node with its new inputs.</summary>
    public TensorGraph Rewrite(Func<GraphBuilder, Node, Value[], Value> rewrite)
    {
        var builder = new GraphBuilder();
        var map = new Value[Nodes.Count];
        foreach (Node node in Nodes)
        {
            builder.Origin = node.Origin;
            map[node.Id.Id] = rewrite(builder, node, [.. node.Inputs.Select(v => map[v.Id])]);
        }

        return Of(builder, Outputs.Select(o => o with { Value = map[o.Value.Id] }));
    }

    /// <summary>How many nodes and outputs read each value.</summary>
    public int[] CountUses()
    {
        var uses = new int[Nodes.Count];
        foreach (Node node in Nodes)
        {
            foreach (Value input in node.Inputs) uses[input.Id]++;
        }

        foreach (GraphOutput output in Outputs) uses[output.Value.Id]++;
        return uses;
    }

    /// <summary>Checks what every pass must keep: order, types, one batch extent.</summary>
    public void Verify(string pass)
    {
        for (int i = 0; i < Nodes.Count; i++)
        {
            Node node = Nodes[i];
            if (node.Id.Id != i) throw new InvalidOperationException($"after '{pass}': node {node} stands at {i}");
            if (node.Inputs.Any(v => v.Id >= i)) throw new InvalidOperationException($"after '{pass}': node {node} reads a later one");
            TensorType type = node.Op.Infer([.. node.Inputs.Select(v => this[v].Type)]);
            if (type != node.Type) throw new InvalidOperationException($"after '{pass}': node {node} has type {node.Type}, its inputs give {type}");
            if (node.Type.Dims.Count(d => d == TensorType.Batch) > 1) throw new InvalidOperationException($"after '{pass}': node {node} has two batch extents");
        }
    }

    public string Dump()
    {
        var text = new System.Text.StringBuilder();
        foreach (Node node in Nodes) text.Append(node).Append('\n');
        foreach (GraphOutput output in Outputs) text.Append(output.Role).Append(' ').Append(output.Index).Append(" = ").Append(output.Value).Append('\n');
        return text.ToString();
    }
}
