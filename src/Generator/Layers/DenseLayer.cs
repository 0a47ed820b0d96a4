using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>y = x·W + b. The weight is [units, in] to the outside and [in, units] in memory, so that neither pass transposes it.</summary>
internal sealed class DenseLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        int units = context.Arguments.Int("units", least: 1);
        TensorType type = context.Network.TypeOf(x);
        if (type.Rank != 2) throw context.Mismatch(x, "[batch, features]", $"declare the input flat: [Input({type.PerSample})]");
        int fanIn = type.Dims[1];
        InitializerModel weight = InitializerReader.Weight(context.Arguments, fanIn, units), bias = InitializerReader.Bias(context.Arguments, fanIn);
        Value y = context.Graph.Add(new MatMul(), x, context.Network.Parameter(context.Name, "weight", [units, fanIn], [1, 0], weight));
        return context.Arguments.Bool("Bias", otherwise: true)
            ? context.Graph.Plus(y, context.Network.Parameter(context.Name, "bias", [units], [0], bias))
            : y;
    }
}
