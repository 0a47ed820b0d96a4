using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>A table with a row for each token. Its rows may also decode: scores of all tokens from a row, with the same weights.</summary>
internal sealed class EmbeddingLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        Value table = Table(context);
        context.Network.Bound(x, context.Graph.TypeOf(table).Dims[0]);
        return context.Graph.Add(new Gather(context.Arguments.Bool("sparse", false)), table, x);
    }

    /// <summary>x·tableᵀ: [batch, …, width] → [batch, …, rows].</summary>
    public Value Decode(LayerContext context, Value x)
    {
        if (context.Arguments.Bool("sparse", false)) throw context.Arguments.Bad("sparse", "true", "false where the rows also decode: scores have a gradient at every row");
        Value table = Table(context);
        TensorType type = context.Network.TypeOf(x);
        if (type.Rank < 2 || type.Last != context.Graph.TypeOf(table).Dims[1]) throw context.Mismatch(x, $"[batch, …, {context.Graph.TypeOf(table).Dims[1]}]", "decode rows as wide as the embedding's");
        return context.Graph.Add(new MatMul(false, true), x, table);
    }

    private static Value Table(LayerContext context)
    {
        int rows = context.Arguments.Int("rows", least: 1), width = context.Arguments.Int("width", least: 1);
        float deviation = context.Arguments.Float("standardDeviation", 1f, d => d >= 0f && !float.IsInfinity(d), "a finite number of at least 0");
        return context.Parameter("weight", [rows, width], [0, 1], new InitializerModel(InitializerForm.Normal, deviation));
    }
}
