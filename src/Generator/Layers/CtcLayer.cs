using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Labels without times against logarithms of probabilities at each time.</summary>
internal sealed class CtcLayer : LossLayer
{
    /// <summary>A worker keeps two rows of states on its stack.</summary>
    private const int MostLabels = 4096;

    public override TensorModel TargetOf(LayerContext context, Value x) => throw new InvalidOperationException("no attribute declares this loss");

    public override Value Predict(GraphBuilder graph, Value scores) => graph.Add(new Exp(), scores);

    public override Value Compare(LayerContext context, Value x, Value target)
    {
        TensorType type = context.Graph.TypeOf(x), labels = context.Graph.TypeOf(target);
        if (type.Rank != 3) throw context.Mismatch(x, "[batch, time, classes]", "end in a Dense layer with one output per class and LogSoftmax()");
        if (labels.Rank != 2 || labels.Dims[1] > MostLabels) throw context.Mismatch(target, "[batch, length]", $"give each sample's labels a shape of one dimension, at most {Literals.Int(MostLabels)}, filled up with blanks");
        int blank = context.Arguments.OptionalInt("blank") ?? 0;
        if (blank < 0 || blank >= type.Last) throw context.Arguments.Bad("blank", Literals.Int(blank), $"a class, 0 to {Literals.Int(type.Last - 1)}");
        context.Network.Bound(target, type.Last);
        return Mean(context.Graph, context.Graph.Add(new CtcLoss(blank, context.Arguments.Bool("zeroInfinity", otherwise: false)), x, target));
    }
}
