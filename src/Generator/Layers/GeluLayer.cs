using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Layers;

internal sealed class GeluLayer : ActivationLayer
{
    protected override Op Read(LayerArguments arguments) => arguments.Enum("form") switch
    {
        0 => new Gelu(),
        1 => new GeluTanh(),
        int other => throw arguments.Bad("form", Emission.Literals.Int(other), "Exact or Tanh"),
    };
}
