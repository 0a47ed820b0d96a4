using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Σ t·(ln t − x) over a sample for logarithms of probabilities x and probabilities t, mean over the batch.</summary>
internal sealed class KullbackLeiblerLayer : LossLayer
{
    public override TensorModel TargetOf(LayerContext context, Value x) => new("targets", ElementKind.Float32, new EquatableArray<int>(context.Network.TypeOf(x).Dims.Skip(1)), 0);

    public override Value Compare(LayerContext context, Value x, Value target)
    {
        GraphBuilder graph = context.Graph;
        TensorType type = graph.TypeOf(x);
        if (graph.TypeOf(target) != type) throw context.Mismatch(target, type.ShapeText, "targets have the output's shape");
        // t·ln t is 0 at 0.
        Value zero = graph.Constant(0f), entropy = graph.Add(new Where(), graph.Add(new Greater(), target, zero), graph.Times(target, graph.Add(new Log(), target)), zero);
        Value terms = graph.Minus(entropy, graph.Times(target, x));
        return graph.Times(graph.SumAll(terms), graph.Add(new InverseBatch()));
    }

    public override Value Predict(GraphBuilder graph, Value scores) => graph.Add(new Exp(), scores);
}
