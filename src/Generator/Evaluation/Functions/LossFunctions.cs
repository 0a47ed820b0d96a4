using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Layers;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Evaluation.Functions;

/// <summary>Losses of more than an output and a target; predictions are the outputs as they are.</summary>
internal sealed class LossFunctions : FunctionSet
{
    protected override IEnumerable<(string Name, Func<FunctionCall, object?> Function)> Functions =>
    [
        ("Functional.GaussianNegativeLogLikelihood", Gaussian),
        ("Functional.CosineSimilarity", call => new TensorValue(Similarity(call))),
        ("Functional.CosineEmbedding", CosineEmbedding),
        ("Functional.TripletMargin", TripletMargin),
    ];

    private static TensorValue Gaussian(FunctionCall call)
    {
        GraphBuilder graph = call.Graph;
        (Value mean, Value target, Value variance) = (call.Tensor("mean"), call.Tensor("targets"), call.Tensor("variance"));
        float least = call.Arguments.Float("epsilon", 1e-6f, e => e > 0f && !float.IsInfinity(e), "a finite number above 0");
        SameShapes(call, "gaussian_nll", mean, target);
        Value bounded = graph.Add(new Clamp(least, float.PositiveInfinity), variance), error = graph.Minus(mean, target);
        Value cost = graph.Times(graph.Plus(graph.Add(new Log(), bounded), graph.Over(graph.Times(error, error), bounded)), 0.5f);
        if (graph.TypeOf(cost) != graph.TypeOf(mean)) throw new ShapeException($"gaussian_nll: variances {graph.TypeOf(variance).ShapeText} do not stretch to {graph.TypeOf(mean).ShapeText}");
        if (call.Arguments.Bool("full", otherwise: false)) cost = graph.Plus(cost, graph.Constant((float)(0.5 * Math.Log(2 * Math.PI))));
        return new TensorValue(LossLayer.Mean(graph, cost));
    }

    /// <summary>a·b/(max(|a|, ε)·max(|b|, ε)) along a dimension.</summary>
    private static Value Similarity(FunctionCall call)
    {
        GraphBuilder graph = call.Graph;
        (Value a, Value b) = (call.Tensor("a"), call.Tensor("b"));
        SameShapes(call, "cosine_similarity", a, b);
        int[] dims = [call.Dimension("dimension", graph.TypeOf(a))];
        float least = call.Arguments.Float("epsilon", 1e-8f, e => e > 0f && !float.IsInfinity(e), "a finite number above 0");
        return graph.Over(graph.SumOver(graph.Times(a, b), dims, keep: false), graph.Times(Length(a), Length(b)));

        // Bounded below the root, which has no slope at 0.
        Value Length(Value x) => graph.Add(new Sqrt(), graph.Add(new Clamp(least * least, float.PositiveInfinity), graph.SumOver(graph.Times(x, x), dims, keep: false)));
    }

    private static TensorValue CosineEmbedding(FunctionCall call)
    {
        GraphBuilder graph = call.Graph;
        (Value a, Value b, Value targets) = (call.Tensor("a"), call.Tensor("b"), call.Tensor("targets"));
        SameShapes(call, "cosine_embedding", a, b);
        float margin = call.Arguments.Float("margin", 0f, m => m >= -1f && m <= 1f, "-1 to 1");
        TensorType type = graph.TypeOf(a);
        if (!graph.TypeOf(targets).Dims.SequenceEqual(type.Dims.Take(type.Rank - 1)))
            throw new ShapeException($"cosine_embedding: targets are {graph.TypeOf(targets).ShapeText}, vectors {type.ShapeText}: one number is wanted for each vector");
        // PyTorch's: the smallest length goes below the root.
        int[] last = [type.Rank - 1];
        Value Squares(Value x) => graph.Plus(graph.SumOver(graph.Times(x, x), last, keep: true), graph.Constant(1e-12f));
        Value cosine = graph.Over(graph.SumOver(graph.Times(a, b), last, keep: true), graph.Add(new Sqrt(), graph.Times(Squares(a), Squares(b))));
        Value alike = graph.Minus(graph.Constant(1f), cosine), unlike = graph.Add(new Relu(), graph.Minus(cosine, graph.Constant(margin)));
        Value positive = graph.Add(new Greater(), graph.Insert(targets, type.Rank - 1), graph.Constant(0f));
        return new TensorValue(LossLayer.Mean(graph, graph.Add(new Where(), positive, alike, unlike)));
    }

    private static TensorValue TripletMargin(FunctionCall call)
    {
        GraphBuilder graph = call.Graph;
        (Value anchor, Value positive, Value negative) = (call.Tensor("anchor"), call.Tensor("positive"), call.Tensor("negative"));
        SameShapes(call, "triplet_margin", anchor, positive);
        SameShapes(call, "triplet_margin", anchor, negative);
        float margin = call.Arguments.Float("margin", 1f, m => m > 0f && !float.IsInfinity(m), "a finite number above 0");
        Value gap = graph.Minus(Distance(positive), Distance(negative));
        return new TensorValue(LossLayer.Mean(graph, graph.Add(new Relu(), graph.Plus(gap, graph.Constant(margin)))));

        Value Distance(Value other)
        {
            // A small number keeps the root away from 0, where it has no slope; PyTorch adds it to the difference.
            Value difference = graph.Plus(graph.Minus(anchor, other), graph.Constant(1e-6f));
            return graph.Add(new Sqrt(), graph.SumLast(graph.Times(difference, difference)));
        }
    }

    private static void SameShapes(FunctionCall call, string name, Value a, Value b)
    {
        if (call.TypeOf(a) != call.TypeOf(b) || !call.TypeOf(a).IsBatched || call.TypeOf(a).Rank < 2)
            throw new ShapeException($"{name}: {call.TypeOf(a).ShapeText} and {call.TypeOf(b).ShapeText} are not of one shape [batch, …]");
    }
}
