using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>y = x·W + b over the last dimension. The weight is [units, in] to the outside and [in, units] in memory, so that neither pass transposes it.</summary>
internal sealed class DenseLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        int units = context.Arguments.Int("units", least: 1);
        TensorType type = context.Network.TypeOf(x);
        // A chain of attributes means flat samples: a forgotten dimension is the likelier mistake there.
        if (type.Rank < 2 || (type.Rank > 2 && context.Arguments is Parsing.AttributeArguments)) throw context.Mismatch(x, "[batch, features]", context.Arguments.FlatSuggestion(type.PerSample));
        int fanIn = type.Last;
        InitializerModel weight = InitializerReader.Weight(context.Arguments, fanIn, units), bias = InitializerReader.Bias(context.Arguments, fanIn);
        Value y = context.Graph.Add(new MatMul(), x, context.Parameter("weight", [units, fanIn], [1, 0], weight));
        return context.Arguments.Bool("Bias", otherwise: true)
            ? context.Graph.Plus(y, context.Parameter("bias", [units], [0], bias))
            : y;
    }
}
