using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>A loss over rows with one label each: the mean over rows, or Σ w·cost/Σ w over the rows that count where classes have weights or a label is ignored.</summary>
internal abstract class ClassLossLayer : LossLayer
{
    public override PredictionKind Prediction => PredictionKind.ClassProbabilities;

    public sealed override TensorModel TargetOf(LayerContext context, Value x)
    {
        int classes = ClassesOf(context, x);
        TensorType scores = context.Network.TypeOf(x);
        return new TensorModel("labels", ElementKind.Int32, new EquatableArray<int>(scores.Dims.Skip(1).Take(scores.Rank - 2)), classes);
    }

    public sealed override Value Compare(LayerContext context, Value x, Value target)
    {
        GraphBuilder graph = context.Graph;
        float smoothing = context.Arguments.Float("LabelSmoothing", 0f, e => e >= 0f && e < 1f, "at least 0 and below 1");
        int classes = ClassesOf(context, x);
        int? ignored = context.Arguments.OptionalInt("ignoreIndex");
        float[] weights = context.Arguments.Floats("classWeights");
        context.Network.Bound(target, classes, ignored);
        if (weights.Length == 0 && ignored is null) return Mean(graph, Cost(graph, x, target, smoothing));
        Check(context, weights, classes);
        // Weight 1 for all where none are given: they are numbers, so that nothing is read.
        Value weight = weights.Length == 0 ? graph.Constant(1f) : graph.Add(new ConstantVector(new EquatableArray<float>(weights)));
        var op = new WeightedCrossEntropy(smoothing, ignored);
        Value costs = graph.SumAll(Weighted(graph, x, target, weight, op));
        return graph.Over(costs, graph.SumAll(graph.SumLast(op.Picked(graph, classes, target, weight))));
    }

    /// <summary>The plain cost of each row.</summary>
    protected abstract Value Cost(GraphBuilder graph, Value x, Value labels, float smoothing);

    /// <summary>The cost of each row times its label's weight.</summary>
    protected abstract Value Weighted(GraphBuilder graph, Value x, Value labels, Value weights, WeightedCrossEntropy op);

    private static void Check(LayerContext context, float[] weights, int classes)
    {
        if (weights.Length != 0 && weights.Length != classes) throw context.Arguments.Bad("classWeights", Emission.Literals.Int(weights.Length) + " numbers", $"one for each of the {Emission.Literals.Int(classes)} classes", weights.Length);
        int bad = Array.FindIndex(weights, w => !(w >= 0f) || float.IsInfinity(w));
        if (bad >= 0) throw context.Arguments.Bad("classWeights", Emission.Literals.Shortest(weights[bad]), "finite numbers of at least 0", bad);
    }

    private static int ClassesOf(LayerContext context, Value x)
    {
        TensorType type = context.Network.TypeOf(x);
        if (type.Rank < 2) throw context.Mismatch(x, "[batch, …, classes]", "end in a Dense layer with one output per class");
        int classes = type.Last;
        return classes >= 2 ? classes : throw context.Mismatch(x, "at least two classes", "softmax over one class is always 1 and trains nothing; use BinaryCrossEntropy for a yes/no output");
    }
}
