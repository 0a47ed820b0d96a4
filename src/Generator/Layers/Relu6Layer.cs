using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Layers;

internal sealed class Relu6Layer : ActivationLayer
{
    protected override Op Read(LayerArguments arguments) => new Relu6();
}
