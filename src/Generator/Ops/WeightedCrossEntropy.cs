using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// Σ t·(ln Σeˣ − x) per row for scores x [batch, …, classes], labels [batch, …] and the classes' weights w, [classes] or one number:
/// t = w·((1−ε)·one-hot + ε/classes), all zero for a label that is no class or the ignored one. dx = (softmax(x)·Σt − t)·dy. The result is [batch, …, 1].
/// </summary>
/// <param name="LabelSmoothing">ε (Szegedy et al., 2016).</param>
/// <param name="Ignored">A label that counts for nothing, or none.</param>
internal sealed record WeightedCrossEntropy(float LabelSmoothing, int? Ignored) : Op
{
    public override string Name => "weighted_cross_entropy";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType scores = inputs[0], labels = inputs[1], weights = inputs[2];
        if (weights.Rank > 0 && (weights.Rank != 1 || weights.Dims[0] != scores.Last)) throw new ShapeException($"{Name}: weights are {weights.ShapeText}, scores {scores.ShapeText}");
        return new SoftmaxCrossEntropy(LabelSmoothing).Infer([scores, labels]);
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value scores = node.Inputs[0], target = Target(graph, scores, node.Inputs[1], node.Inputs[2]);
        Value error = graph.Minus(graph.Times(graph.Add(new Softmax(), scores), graph.SumLast(target)), target);
        g.Accumulate(scores, graph.Times(error, dy));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        // As in softmax_cross_entropy; a score of −∞ costs nothing where its class is not the label.
        (Value x, Value labels, Value weights) = (inputs[0], inputs[1], inputs[2]);
        Value shifted = graph.Minus(x, graph.Add(new Reduce(ReduceKind.Max, graph.TypeOf(x).Rank - 1), x));
        Value log = graph.Add(new Log(), graph.SumLast(graph.Add(new Exp(), shifted))), target = Target(graph, x, labels, weights);
        Value picked = LabelSmoothing == 0f ? Picked(graph, graph.TypeOf(x).Last, labels, graph.Times(shifted, weights)) : graph.Times(shifted, target);
        return graph.Minus(graph.Times(log, graph.SumLast(target)), graph.SumLast(picked));
    }

    public override string Describe() => Name + (LabelSmoothing == 0f ? "" : $" smoothing {Literals.Float(LabelSmoothing)}") + (Ignored is { } ignored ? $" ignored {Literals.Int(ignored)}" : "");

    /// <summary>For each row its label's entry in the given values, one for each class or one for all; 0 for labels that count for nothing: [batch, …, classes].</summary>
    public Value Picked(GraphBuilder graph, int classes, Value labels, Value values)
    {
        if (Ignored >= 0 && Ignored < classes)
        {
            var counted = new EquatableArray<float>(Enumerable.Range(0, classes).Select(c => c == Ignored ? 0f : 1f));
            values = graph.Times(values, graph.Add(new ConstantVector(counted)));
        }

        return graph.Add(new Where(), graph.Add(new LabelMask(classes), labels), values, graph.Constant(0f));
    }

    private Value Target(GraphBuilder graph, Value scores, Value labels, Value weights)
    {
        int classes = graph.TypeOf(scores).Last;
        Value own = Picked(graph, classes, labels, weights);
        if (LabelSmoothing == 0f) return own;
        Value counts = graph.SumLast(Picked(graph, classes, labels, graph.Constant(1f)));
        return graph.Plus(graph.Times(own, 1f - LabelSmoothing), graph.Times(counts, graph.Times(weights, LabelSmoothing / classes)));
    }
}
