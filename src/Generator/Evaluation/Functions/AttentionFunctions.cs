using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Layers;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Evaluation.Functions;

/// <summary>Attention without parameters.</summary>
internal sealed class AttentionFunctions : FunctionSet
{
    protected override IEnumerable<(string Name, Func<FunctionCall, object?> Function)> Functions =>
    [
        ("Functional.ScaledDotProductAttention", Attend),
        ("Tensor.RotaryPosition", Turn),
    ];

    private static object? Attend(FunctionCall call)
    {
        Value q = call.Tensor("query"), k = call.Tensor("key"), v = call.Tensor("value");
        TensorType query = call.TypeOf(q), key = call.TypeOf(k), value = call.TypeOf(v);
        const string Wanted = "[batch, heads, time, features]";
        if (query.Rank != 4 || !query.IsBatched) throw call.Arguments.Bad("query", query.ShapeText, Wanted);
        TensorType keys = query.With(query.Dims[0], query.Dims[1], key.Rank == 4 ? key.Dims[2] : 1, query.Dims[3]);
        if (key != keys) throw call.Arguments.Bad("key", key.ShapeText, $"{Wanted} with the queries' {query.ShapeText}, but for the time");
        if (value.Rank != 4 || value != key.With(key.Dims[0], key.Dims[1], key.Dims[2], value.Last)) throw call.Arguments.Bad("value", value.ShapeText, $"{Wanted} with the keys' {key.ShapeText}, but for the features");
        var product = new ScaledDotProduct(
            call.Network, call.Arguments, call.Arguments.Bool("causal", otherwise: false), ScaledDotProduct.ReadDropout(call.Arguments), call.Arguments.Text("name") ?? "scaledDotProductAttention");
        return new TensorValue(product.Apply(q, k, v));
    }

    private static object? Turn(FunctionCall call)
    {
        TensorType type = call.TypeOf(call.X);
        if (type.Rank < 3 || !type.IsBatched) throw new ShapeException($"{type.ShapeText} is not [batch, …, time, features]");
        if (type.Last % 2 != 0) throw new ShapeException($"the last extent of {type.ShapeText} is odd: rotary positions turn pairs");
        float turns = call.Arguments.Float("base", 10000f, b => b >= 1f && !float.IsInfinity(b), "a finite number of at least 1");
        return new TensorValue(Rotate.At(call.Graph, call.X, type.Rank - 2, turns));
    }
}
