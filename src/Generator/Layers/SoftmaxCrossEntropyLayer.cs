using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

internal sealed class SoftmaxCrossEntropyLayer : ClassLossLayer
{
    public override string Contains => "SoftmaxAttribute";

    public override Value Predict(GraphBuilder graph, Value scores) => graph.Add(new Softmax(), scores);

    protected override Value Cost(GraphBuilder graph, Value x, Value labels, float smoothing) => graph.Add(new SoftmaxCrossEntropy(smoothing), x, labels);

    protected override Value Weighted(GraphBuilder graph, Value x, Value labels, Value weights, WeightedCrossEntropy op) => graph.Add(op, x, labels, weights);
}
