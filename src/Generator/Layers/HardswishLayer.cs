using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Layers;

internal sealed class HardswishLayer : ActivationLayer
{
    protected override Op Read(LayerArguments arguments) => new Hardswish();
}
