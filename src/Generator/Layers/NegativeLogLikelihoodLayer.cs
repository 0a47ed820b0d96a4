using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>The negative logarithm of the label's probability, where the output is logarithms of probabilities.</summary>
internal sealed class NegativeLogLikelihoodLayer : ClassLossLayer
{
    public override Value Predict(GraphBuilder graph, Value scores) => graph.Add(new Exp(), scores);

    protected override Value Cost(GraphBuilder graph, Value x, Value labels, float smoothing) => Weighted(graph, x, labels, graph.Constant(1f), new WeightedCrossEntropy(0f, null));

    protected override Value Weighted(GraphBuilder graph, Value x, Value labels, Value weights, WeightedCrossEntropy op)
    {
        Value costs = graph.Times(graph.Times(x, weights), -1f);
        return graph.SumLast(op.Picked(graph, graph.TypeOf(x).Last, labels, costs));
    }
}
