using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

internal sealed class SoftmaxCrossEntropyLayer : LossLayer
{
    public override PredictionKind Prediction => PredictionKind.ClassProbabilities;

    public override string Contains => "SoftmaxAttribute";

    public override Value Apply(LayerContext context, Value x)
    {
        float smoothing = context.Arguments.Float("LabelSmoothing", 0f, e => e >= 0f && e < 1f, "at least 0 and below 1");
        TensorType type = context.Network.TypeOf(x);
        if (type.Rank != 2) throw context.Mismatch(x, "[batch, classes]", "end in a Dense layer with one output per class");
        int classes = type.Dims[1];
        if (classes < 2) throw context.Mismatch(x, "at least two classes", "softmax over one class is always 1 and trains nothing; use BinaryCrossEntropy for a yes/no output");
        Value labels = context.Network.Target(new TensorModel("labels", ElementKind.Int32, default, classes));
        return MeanLossLayer.MeanOverBatch(context.Graph, context.Graph.Add(new SoftmaxCrossEntropy(smoothing), x, labels), 1f);
    }

    public override Value Predict(GraphBuilder graph, Value scores) => graph.Add(new Softmax(), scores);
}
