using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Tests.Fixtures;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Passes;

public sealed class PassDumpSnapshotTests
{
    /// <summary>What each pass makes of the smallest network, one file for each program.</summary>
    [Fact]
    public void The_smallest_network()
    {
        var dumps = new Dictionary<string, string>();
        NetworkCompiler.Compile(Model(), default, (program, pass, dump) =>
        {
            string name = program + ".txt";
            dumps[name] = dumps.GetValueOrDefault(name, "") + $"==== {pass} ====\n{dump().TrimEnd('\n')}\n\n";
        });
        Assert.Equal(4, dumps.Count);
        Snapshot.Matches(dumps);
    }

    private static NetworkModel Model()
    {
        ProjectRun run = new UserProject("using NeuralNet.Gen; [Network, Input(2), Dense(2), Relu, Dense(2), MeanSquaredError] partial class Smallest;").Run();
        return (NetworkModel)run.Result.TrackedSteps[NetworkGenerator.ModelStep].Single().Outputs.Single().Value;
    }
}
