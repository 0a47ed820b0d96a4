using System.Text.RegularExpressions;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Evaluation;

/// <summary>Both ways to declare a network become the same graph: one declaration as attributes and as a method, the same code but for comments.</summary>
public sealed class EquivalenceTests
{
    private const string Chain = """
        using NeuralNet.Gen;
        [Network]
        [Input(28 * 28)]
        [Dense(512, Name = "hidden1"), Relu]
        [Dense(256, Name = "hidden2"), Relu, Dropout(0.2f)]
        [Dense(10, Name = "scores")]
        [SoftmaxCrossEntropy]
        public sealed partial class MnistMlp;
        """;

    private const string Method = """
        using NeuralNet.Gen;
        using static NeuralNet.Gen.Functional;
        [Network]
        public sealed partial class MnistMlp
        {
            static Tensor Forward([Shape(28 * 28)] Tensor input)
            {
                for (int width = 512, i = 1; width > 128; width /= 2, i++) input = input.Dense(width, name: $"hidden{i}").Relu();
                return input.Dropout(0.2f, name: "dropout1").Dense(10, name: "scores");
            }

            static Scalar Loss(Tensor scores, Tokens labels) => CrossEntropy(scores, labels);
        }
        """;

    [Fact]
    public void The_mnist_network_has_the_same_kernels_programs_and_members_either_way()
    {
        ProjectRun chain = new UserProject(Chain).Run(), method = new UserProject(Method).Run();
        Assert.Empty(chain.Reported);
        Assert.Empty(method.Reported);
        Assert.Equal(["MnistMlp.Kernels.g.cs", "MnistMlp.Programs.g.cs", "MnistMlp.g.cs"], chain.Files.Keys.Order(StringComparer.Ordinal));
        foreach (string file in chain.Files.Keys) Assert.Equal(Code(FromZero(chain.Files[file])), Code(method.Files[file]));
        Assert.True(Code(chain.Files["MnistMlp.Kernels.g.cs"]).Count() > 100);
    }

    /// <summary>Attributes count from one, calls from zero; in the graph with a dot, as in the list of layers.</summary>
    private static string FromZero(string file)
    {
        string members = Regex.Replace(file, "relu([12])(?=[A-Z])", m => m.Value == "relu1" ? "relu0" : "relu1").Replace("softmaxCrossEntropy1", "loss");
        return Regex.Replace(members, @"(?<=\|)relu([12])(?=\|)", m => m.Value == "relu1" ? "relu.0" : "relu.1");
    }

    /// <summary>Without comments and the list of layers: those show activations by name, which a method cannot give.</summary>
    private static IEnumerable<string> Code(string file)
        => file.Split('\n').Select(line => line.Split("//")[0]).Where(line => !line.Contains("new(\"relu") && !line.Contains("new(\"dropout"));
}
