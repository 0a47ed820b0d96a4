using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>A trained row for each place in a sequence, the same for every sample.</summary>
internal sealed class PositionLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
        => throw new InvalidOperationException("positions have no input");

    public static Value Create(LayerContext context)
    {
        int length = context.Arguments.Int("length", least: 1), width = context.Arguments.Int("width", least: 1);
        float deviation = context.Arguments.Float("standardDeviation", 0.02f, d => d >= 0f && !float.IsInfinity(d), "a finite number of at least 0");
        return context.Parameter("weight", [length, width], [0, 1], new InitializerModel(InitializerForm.Normal, deviation));
    }
}
