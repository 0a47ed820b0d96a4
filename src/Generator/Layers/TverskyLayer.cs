using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>1 − (TP + s)/(TP + α·FP + β·FN + s) for each sample, counted with probabilities; mean over the batch.</summary>
internal class TverskyLayer : LossLayer
{
    public sealed override PredictionKind Prediction => PredictionKind.Probabilities;

    public sealed override string Contains => "SigmoidAttribute";

    public sealed override TensorModel TargetOf(LayerContext context, Value x) => new("targets", ElementKind.Float32, new EquatableArray<int>(context.Network.TypeOf(x).Dims.Skip(1)), 0);

    public sealed override Value Predict(GraphBuilder graph, Value scores) => graph.Add(new Sigmoid(), scores);

    public sealed override Value Compare(LayerContext context, Value x, Value target)
    {
        GraphBuilder graph = context.Graph;
        TensorType type = graph.TypeOf(x);
        if (graph.TypeOf(target) != type) throw context.Mismatch(target, type.ShapeText, "targets have the output's shape");
        (float alpha, float beta) = WeightsOf(context);
        float smooth = context.Arguments.Float("smooth", 1f, s => s >= 0f && !float.IsInfinity(s), "a finite number of at least 0");
        Value one = graph.Constant(1f), p = graph.Add(new Sigmoid(), x);
        Value hit = Total(graph.Times(p, target)), extra = Total(graph.Times(p, graph.Minus(one, target))), missed = Total(graph.Times(graph.Minus(one, p), target));
        Value errors = graph.Plus(graph.Times(extra, alpha), graph.Times(missed, beta)), right = graph.Plus(hit, graph.Constant(smooth));
        return Mean(graph, graph.Minus(one, graph.Over(right, graph.Plus(right, errors))));

        Value Total(Value v) => graph.SumLast(graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, type.PerSample)), v));
    }

    /// <summary>What false positives and false negatives count.</summary>
    protected virtual (float Alpha, float Beta) WeightsOf(LayerContext context)
        => (context.Arguments.Float("alpha", 0.3f, a => a >= 0f && !float.IsInfinity(a), "a finite number of at least 0"), context.Arguments.Float("beta", 0.7f, b => b >= 0f && !float.IsInfinity(b), "a finite number of at least 0"));
}
