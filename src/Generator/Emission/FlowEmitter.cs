using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>
/// Prints how a network's layers hang together: a line for each input, call of a layer or expression, and result, as the runtime's <c>NetworkGraph</c> reads it. A string costs nothing until it is asked for.
/// </summary>
internal static class FlowEmitter
{
    /// <summary>Lines of <c>kind|name|operations|shape|numbers of the lines it reads|parameters|states</c>.</summary>
    public static string Emit(NetworkModel model)
    {
        TensorGraph graph = model.Forward;
        bool[] varies = Varies(graph);
        var last = new Dictionary<int, Value>();
        foreach (Node node in graph.Nodes) last[node.Call] = node.Id;
        var lines = new List<string>();
        var numbers = new Dictionary<string, int>();
        int lossCall = graph.Outputs.Where(o => o.Role == OutputRole.Loss).Select(o => graph[o.Value].Call).DefaultIfEmpty(-1).Single();

        foreach (IGrouping<string, Node> call in graph.Nodes.Where(n => varies[n.Id.Id] && n.Op is not (Parameter or State)).GroupBy(KeyOf))
        {
            Node[] nodes = [.. call];
            Node end = nodes[nodes.Length - 1];
            bool isInput = end.Op is Input;
            string kind = end.Op is Input { Index: int index } ? (index < model.Inputs.Count ? "input" : "target") : end.Origin is "expression" or "prediction" or "loss" ? end.Origin : end.Call == lossCall ? "loss" : "layer";
            Line(
                call.Key, kind, end.Op is Input { Label: var label } ? label : end.Origin, isInput ? "" : string.Join(" ", nodes.Where(n => !IsView(n.Op) || nodes.Length == 1).Select(n => n.Op.Name).Distinct()), end.Type,
                nodes.SelectMany(n => n.Inputs));
        }

        foreach (GraphOutput output in graph.Outputs.Where(o => o.Role is OutputRole.Prediction or OutputRole.Loss))
        {
            int place = output.Index / 2;
            if (output.IsPredicted && graph.Outputs.Any(o => o.IsDeclared && o.Index / 2 == place && o.Value == output.Value)) continue;
            string name = output.Role == OutputRole.Loss ? "loss" : model.OutputNames[place] + (output.IsPredicted ? " as predicted" : "");
            Line("", "result", name, "", graph[output.Value].Type, [output.Value]);
        }

        return string.Join("\n", lines);

        string KeyOf(Node node) => node.Op is Input { Index: var index } ? "input " + Literals.Int(index) : Literals.Int(node.Call);

        void Line(string key, string kind, string name, string operations, TensorType type, IEnumerable<Value> read)
        {
            // What a call reads behind views of another call: that call, or a parameter which the other call shapes as well.
            Node[] sources = [.. read.Select(v => graph[Source(v)]).Where(n => varies[n.Id.Id])];
            IEnumerable<int> edges = sources.Where(n => n.Op is not (Parameter or State)).Select(KeyOf).Where(k => k != key).Select(k => numbers[k]).Distinct();
            if (key.Length > 0) numbers.Add(key, lines.Count);
            lines.Add(string.Join("|", kind, name, operations, Join(type.Dims.Where(d => d != TensorType.Batch)), Join(edges),
                Join(sources.Select(n => n.Op).OfType<Parameter>().Select(p => p.Index).Distinct()), Join(sources.Select(n => n.Op).OfType<State>().Select(s => s.Index).Distinct())));
        }

        // Another layer's view of its own input, which this one happens to need as well, is no flow from layer to layer.
        Value Source(Value value)
        {
            while (IsView(graph[value].Op) && last[graph[value].Call] != value) value = graph[value].Inputs[0];
            return value;
        }
    }

    /// <summary>Which values depend on an input, a parameter or a state.</summary>
    private static bool[] Varies(TensorGraph graph)
    {
        var varies = new bool[graph.Nodes.Count];
        foreach (Node node in graph.Nodes) varies[node.Id.Id] = node.Op is Input or Parameter or State || node.Inputs.Any(v => varies[v.Id]);
        return varies;
    }

    private static bool IsView(Op op) => op is Reshape or Permute or Transpose or Expand;

    private static string Join(IEnumerable<int> numbers) => string.Join(",", numbers.Select(n => Literals.Int(n)));
}
