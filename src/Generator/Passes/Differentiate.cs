using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>
/// Reverse-mode differentiation as a graph-to-graph pass: appends the gradients of all parameters as outputs and edits nothing. What a rule reads
/// of the forward pass is then merely a value that lives longer.
/// </summary>
internal static class Differentiate
{
    public static TensorGraph Run(TensorGraph graph, int parameterCount)
    {
        var builder = new GraphBuilder();
        var map = new Value[graph.Nodes.Count];
        foreach (Node node in graph.Nodes)
        {
            builder.Origin = node.Origin;
            map[node.Id.Id] = builder.Add(node.Op, [.. node.Inputs.Select(v => map[v.Id])]);
        }

        Node[] forward = [.. builder.Nodes];
        var dependsOnParameter = new HashSet<Value>();
        foreach (Node node in forward)
        {
            if (node.Op is Parameter || (node.Op.PassesGradient && node.Inputs.Any(dependsOnParameter.Contains))) dependsOnParameter.Add(node.Id);
        }

        var gradients = new GradientBuilder(builder, dependsOnParameter.Contains);
        Value loss = map[graph.Outputs.Single(o => o.Role == OutputRole.Loss).Value.Id];
        builder.Origin = "loss";
        gradients.Accumulate(loss, builder.Constant(1f));
        for (int i = forward.Length - 1; i >= 0; i--)
        {
            Node node = forward[i];
            if (!gradients.IsWanted(node.Id) || gradients.GradientOf(node.Id) is not { } dy) continue;
            builder.Origin = node.Origin + " backward";
            node.Op.Differentiate(gradients, node, dy);
        }

        var outputs = graph.Outputs.Select(o => o with { Value = map[o.Value.Id] }).ToList();
        foreach (Node node in forward)
        {
            if (node.Op is not Parameter parameter) continue;
            Value gradient = gradients.GradientOf(node.Id) ?? throw new NotDifferentiableException($"no gradient reaches '{parameter.Path}'");
            outputs.Add(new GraphOutput(OutputRole.ParameterGradient, parameter.Index, gradient));
        }

        if (outputs.Count(o => o.Role == OutputRole.ParameterGradient) != parameterCount) throw new InvalidOperationException("a parameter has no gradient");
        return TensorGraph.Of(builder, outputs);
    }
}
