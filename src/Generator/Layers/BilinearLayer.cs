using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>y = x₁ᵀ·A·x₂ + b for each output. The weight is [units, in₁, in₂] to the outside and [in₁, units, in₂] in memory: one product with x₁, then one with x₂ for each sample.</summary>
internal sealed class BilinearLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        GraphBuilder graph = context.Graph;
        Value other = context.Arguments.Tensor("other");
        TensorType left = graph.TypeOf(x), right = graph.TypeOf(other);
        if (left.Rank != 2 || !left.IsBatched) throw context.Mismatch(x, "[batch, features]", context.Arguments.FlatSuggestion(left.PerSample));
        if (right.Rank != 2 || !right.IsBatched) throw context.Mismatch(other, "[batch, features]", context.Arguments.FlatSuggestion(right.PerSample));
        int units = context.Arguments.Int("units", least: 1);
        var bound = new InitializerModel(InitializerForm.Uniform, (float)(1 / Math.Sqrt(left.Last)));
        Value weight = context.Parameter("weight", [units, left.Last, right.Last], [1, 0, 2], bound);
        Value rows = graph.Add(new MatMul(), x, graph.Add(new Reshape(EquatableArray.Of(left.Last, checked(units * right.Last))), weight));
        Value planes = graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, units, right.Last)), rows), column = graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, right.Last, 1)), other);
        Value y = graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, units)), graph.Add(new BatchMatMul(false, false), planes, column));
        return context.Arguments.Bool("bias", otherwise: true) ? graph.Plus(y, context.Parameter("bias", [units], [0], bound)) : y;
    }
}
