using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

internal sealed class BinaryCrossEntropyLayer : MeanLossLayer
{
    public override PredictionKind Prediction => PredictionKind.Probabilities;

    public override string Contains => "SigmoidAttribute";

    public override Value Predict(GraphBuilder graph, Value scores) => graph.Add(new Sigmoid(), scores);

    protected override Value Error(LayerContext context, Value output, Value target) => context.Graph.Add(new BinaryCrossEntropy(), output, target);
}
