using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>−αₜ·(1 − pₜ)^γ·ln pₜ for scores, pₜ the probability of what is the case.</summary>
internal sealed class FocalLayer : MeanLossLayer
{
    public override PredictionKind Prediction => PredictionKind.Probabilities;

    public override string Contains => "SigmoidAttribute";

    public override Value Predict(GraphBuilder graph, Value scores) => graph.Add(new Sigmoid(), scores);

    protected override Value Error(LayerContext context, Value output, Value target)
    {
        GraphBuilder graph = context.Graph;
        float alpha = context.Arguments.Float("alpha", 0.25f, a => a == -1f || (a >= 0f && a <= 1f), "0 to 1, or -1 for no balance");
        float gamma = context.Arguments.Float("gamma", 2f, g => g >= 0f && !float.IsInfinity(g), "a finite number of at least 0");
        Value one = graph.Constant(1f), p = graph.Add(new Sigmoid(), output), rest = graph.Minus(one, target);
        // 1 − pₜ as a sum of small terms: nothing cancels where the network is sure.
        Value wrong = graph.Plus(graph.Times(graph.Minus(one, p), target), graph.Times(p, rest));
        Value loss = graph.Times(graph.Add(new BinaryCrossEntropy(), output, target), graph.Add(new Pow(gamma), wrong));
        return alpha == -1f ? loss : graph.Times(loss, graph.Plus(graph.Times(target, alpha), graph.Times(rest, 1f - alpha)));
    }
}
