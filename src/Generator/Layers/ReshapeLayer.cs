using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Another shape for each sample.</summary>
internal sealed class ReshapeLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        int[] shape = context.Arguments.Ints("shape");
        int bad = Array.FindIndex(shape, extent => extent < 1);
        if (bad >= 0) throw context.Arguments.Bad("shape", Literals.Int(shape[bad]), "extents of at least 1, without the batch", bad);
        TensorType type = context.Network.TypeOf(x);
        if (shape.Aggregate(1L, (size, extent) => size * extent) != type.PerSample)
            throw context.Mismatch(x, $"{Literals.Int(shape.Aggregate(1L, (size, extent) => size * extent))} numbers", $"give extents whose product is {Literals.Int(type.PerSample)}");
        return context.Graph.Add(new Reshape(new EquatableArray<int>([TensorType.Batch, .. shape])), x);
    }
}

/// <summary>All numbers of a sample in one dimension.</summary>
internal sealed class FlattenLayer : Layer
{
    public override Value Apply(LayerContext context, Value x) => context.Graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, context.Network.TypeOf(x).PerSample)), x);
}
