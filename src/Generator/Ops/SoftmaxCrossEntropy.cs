using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// −Σ t·ln softmax(x) per sample for scores x [batch, …, classes] and labels [batch, …], t = (1−ε)·one-hot + ε/classes. dx = (softmax(x) − t)·dy.
/// The result is [batch, …, 1].
/// </summary>
/// <param name="LabelSmoothing">ε (Szegedy et al., 2016).</param>
internal sealed record SoftmaxCrossEntropy(float LabelSmoothing) : Op
{
    public override string Name => "softmax_cross_entropy";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType scores = inputs[0], labels = inputs[1];
        if (scores.Rank < 2) throw new ShapeException($"{Name}: scores are {scores.ShapeText}, not [batch, …, classes]");
        if (labels.Element != ElementKind.Int32 || !labels.Dims.SequenceEqual(scores.Dims.Take(scores.Rank - 1)))
            throw new ShapeException($"{Name}: labels are {labels}, scores {scores.ShapeText}: one integer is wanted for each row of scores");
        return scores.With([.. scores.Dims.Take(scores.Rank - 1), 1]);
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        Value scores = node.Inputs[0];
        Value error = graph.Minus(graph.Add(new Softmax(), scores), Target(graph, scores, node.Inputs[1]));
        g.Accumulate(scores, graph.Times(error, dy));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
    {
        // ln Σe^(x−m) + Σ t·(m − x): the large terms cancel before anything is rounded away.
        Value x = inputs[0];
        Value shifted = graph.Minus(x, graph.Add(new Reduce(ReduceKind.Max, graph.TypeOf(x).Rank - 1), x));
        Value log = graph.Add(new Log(), graph.SumLast(graph.Add(new Exp(), shifted)));
        Value picked = LabelSmoothing == 0f
            ? graph.Add(new Where(), Mask(graph, x, inputs[1]), shifted, graph.Constant(0f))
            : graph.Times(shifted, Target(graph, x, inputs[1]));
        return graph.Minus(log, graph.SumLast(picked));
    }

    public override string Describe() => LabelSmoothing == 0f ? Name : $"{Name} smoothing {Literals.Float(LabelSmoothing)}";

    private static Value Mask(GraphBuilder graph, Value scores, Value labels) => graph.Add(new LabelMask(graph.TypeOf(scores).Last), labels);

    private Value Target(GraphBuilder graph, Value scores, Value labels)
    {
        float spread = LabelSmoothing / graph.TypeOf(scores).Last;
        return graph.Add(new Where(), Mask(graph, scores, labels), graph.Constant(1f - LabelSmoothing + spread), graph.Constant(spread));
    }
}
