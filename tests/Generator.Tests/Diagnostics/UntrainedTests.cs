using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Layers;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Tests.Diagnostics;

/// <summary>NNG014. A chain connects all its layers, so no list of attributes can trigger it: the check is tested on a graph.</summary>
public sealed class UntrainedTests
{
    [Fact]
    public void A_parameter_without_a_path_to_the_loss_is_found_and_the_others_are_not()
    {
        var network = new NetworkBuilder();
        var zero = new InitializerModel(InitializerForm.Constant, 0f);
        Value x = network.Input(new TensorModel("input", ElementKind.Float32, EquatableArray.Of(3), 0));
        Value used = network.Parameter("used", "bias", [3], [0], zero);
        Value lost = network.Parameter("lost", "bias", [3], [0], zero);
        Value y = network.Graph.Plus(x, used), aside = network.Graph.Plus(x, lost);
        Value sum = network.Graph.Add(new Reshape(default), network.Graph.Add(new Reduce(ReduceKind.Sum, 0), network.Graph.SumLast(y)));
        TensorGraph graph = TensorGraph.Of(network.Graph, [new GraphOutput(OutputRole.Prediction, 0, aside), new GraphOutput(OutputRole.Loss, 0, sum)]);

        Assert.Equal(["lost.bias"], DeclarationChecks.Untrained(graph, network.Parameters).Select(p => p.Path));
        Assert.Equal("Net: parameter 'lost.bias' has no path to the loss", DiagnosticInfo.Create(Descriptors.Untrainable, null, "Net", "lost.bias", "has no path to the loss").ToDiagnostic().GetMessage());
    }

    [Fact]
    public void Without_a_loss_nothing_is_trained_and_nothing_is_missed()
    {
        var network = new NetworkBuilder();
        Value lost = network.Parameter("lost", "bias", [3], [0], new InitializerModel(InitializerForm.Constant, 0f));
        Assert.Empty(DeclarationChecks.Untrained(TensorGraph.Of(network.Graph, [new GraphOutput(OutputRole.Prediction, 0, lost)]), network.Parameters));
    }
}
