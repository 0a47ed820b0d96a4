using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

internal sealed class SoftmaxCrossEntropyLayer : LossLayer
{
    public override PredictionKind Prediction => PredictionKind.ClassProbabilities;

    public override string Contains => "SoftmaxAttribute";

    public override TensorModel TargetOf(LayerContext context, Value x)
    {
        int classes = ClassesOf(context, x);
        TensorType scores = context.Network.TypeOf(x);
        return new TensorModel("labels", ElementKind.Int32, new EquatableArray<int>(scores.Dims.Skip(1).Take(scores.Rank - 2)), classes);
    }

    public override Value Compare(LayerContext context, Value x, Value target)
    {
        float smoothing = context.Arguments.Float("LabelSmoothing", 0f, e => e >= 0f && e < 1f, "at least 0 and below 1");
        context.Network.Bound(target, ClassesOf(context, x));
        return Mean(context.Graph, context.Graph.Add(new SoftmaxCrossEntropy(smoothing), x, target));
    }

    public override Value Predict(GraphBuilder graph, Value scores) => graph.Add(new Softmax(), scores);

    private static int ClassesOf(LayerContext context, Value x)
    {
        TensorType type = context.Network.TypeOf(x);
        if (type.Rank < 2) throw context.Mismatch(x, "[batch, …, classes]", "end in a Dense layer with one output per class");
        int classes = type.Last;
        return classes >= 2 ? classes : throw context.Mismatch(x, "at least two classes", "softmax over one class is always 1 and trains nothing; use BinaryCrossEntropy for a yes/no output");
    }
}
