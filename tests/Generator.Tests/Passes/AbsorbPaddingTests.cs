using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Ops;
using NeuralNet.Gen.Generator.Passes;
using NeuralNet.Gen.Generator.Tests.Fixtures;
using NeuralNet.Gen.Generator.Tests.Interpreter;

namespace NeuralNet.Gen.Generator.Tests.Passes;

/// <summary>Padded convolutions of enough channels, whose padding lies nowhere: predictions and all gradients against the interpreter, and what is left of the copies.</summary>
public sealed class AbsorbPaddingTests
{
    // Trained numbers stand before and behind the layer, so that both of its gradients are needed; places that tiles do not divide, fewer than the window, none that a tap meets.
    [Theory]
    [InlineData(17, 9, 11, "Conv2d(19, kernel: 3, padding: 1)")]
    [InlineData(16, 3, 33, "Conv2d(32, kernel: 3, padding: 1)")]
    [InlineData(16, 9, 12, "Conv2d(33, kernel: 3, stride: 2, padding: 1)")]
    [InlineData(16, 8, 9, "Conv2d(16, kernel: 3, stride: 3, dilation: 2, padding: 2)")]
    [InlineData(16, 7, 20, "Conv2d(16, (5, 4), (1, 2), (2, 3), (1, 1), 1, true, null)")]
    [InlineData(16, 6, 7, "Conv2d(16, kernel: 4, same: true)")]
    [InlineData(16, 2, 2, "Conv2d(16, kernel: 3, padding: 1)")]
    [InlineData(16, 1, 1, "Conv2d(16, kernel: 3, padding: 1)")]
    [InlineData(16, 3, 4, "Conv2d(16, kernel: 2, padding: 3)")]
    [InlineData(16, 5, 6, "Conv2d(16, kernel: 1, padding: 2)")]
    [InlineData(16, 2, 3, "Conv2d(16, kernel: 5, stride: 4, padding: 4)")]
    [InlineData(16, 1, 2, "Conv2d(16, kernel: 3, stride: 3, dilation: 2, padding: 7)")]
    [InlineData(32, 6, 9, "Conv2d(32, kernel: 3, padding: 1, groups: 2)")]
    [InlineData(32, 7, 10, "Conv2d(32, kernel: 3, padding: 1, groups: 32)")]
    [InlineData(16, 9, 12, "Conv2d(16, kernel: 5, stride: 2, padding: 2, groups: 16)")]
    [InlineData(16, 5, 4, "ConvTranspose2d(16, kernel: 3, stride: 2, padding: 1, outputPadding: 1)")]
    [InlineData(16, 5, 4, "ConvTranspose2d(17, kernel: 4, stride: 2, dilation: 2)")]
    public void Over_images(int channels, int height, int width, string layer)
        => Check($"static Tensor Forward([Shape(2, {height}, {width})] Tensor x) => x.Conv2d({channels}, kernel: 1).Tanh().{layer}.Tanh().Flatten().Dense(2);");

    [Theory]
    [InlineData(16, 41, "Conv1d(16, kernel: 2, dilation: 4, causal: true)")]
    [InlineData(16, 37, "Conv1d(20, kernel: 7, padding: 3)")]
    [InlineData(24, 50, "Conv1d(24, kernel: 3, stride: 2, padding: 5)")]
    [InlineData(16, 30, "Conv1d(16, kernel: 9, padding: 8, groups: 16)")]
    [InlineData(16, 11, "ConvTranspose1d(18, kernel: 4, stride: 3, padding: 1)")]
    public void Over_sequences(int channels, int length, string layer)
        => Check($"static Tensor Forward([Shape(2, {length})] Tensor x) => x.Conv1d({channels}, kernel: 1).Tanh().{layer}.Tanh().Flatten().Dense(2);");

    [Fact]
    public void Over_volumes() => Check("static Tensor Forward([Shape(2, 3, 4, 5)] Tensor x) => x.Conv3d(16, kernel: 1).Tanh().Conv3d(17, kernel: 3, padding: 1, stride: 2).Tanh().Flatten().Dense(2);");

    [Fact]
    public void Nothing_is_copied_where_all_convolutions_are_wide()
    {
        CompiledNetwork network = Compile("static Tensor Forward([Shape(16, 12, 13)] Tensor x) => x.Conv2d(16, kernel: 1).Conv2d(16, kernel: 3, padding: 1).Relu().Conv2d(32, kernel: 3, stride: 2, padding: 1).Flatten().Dense(2);");
        foreach (CompiledProgram program in network.Programs)
        {
            Assert.DoesNotContain(program.Program.Graph.Nodes, n => n.Op is Embed);
            Assert.NotEmpty(program.Program.Calls.Select(c => c.Kernel).OfType<ContractionKernel>().SelectMany(k => k.Nests).SelectMany(n => n.CutSums));
        }
    }

    [Theory]
    [InlineData("x.MaxPool2d(3, stride: 1, padding: 1).Conv2d(16, kernel: 3)")]
    [InlineData("x.Pad([1, 1, 1, 1], 0.5f).Conv2d(16, kernel: 3)")]
    [InlineData("x.Pad([1, 1, 1, 1, 1, 0], 0f).Conv2d(16, kernel: 3)")]
    public void Other_padding_stays(string body)
    {
        CompiledNetwork network = Compile($"static Tensor Forward([Shape(16, 12, 13)] Tensor x) => {body}.Flatten().Dense(2);");
        Assert.DoesNotContain(network[ProgramKind.Predict].Program.Graph.Nodes, n => n.Op is Conv { Padding: not null });
    }

    [Fact]
    public void Padding_is_no_number_that_an_infinite_weight_meets()
    {
        // A weight of the upper left tap, in a network of one place: nothing is there to meet it.
        var net = new InterpretedNetwork(Declare("static Tensor Forward([Shape(16, 1, 1)] Tensor x) => x.Conv2d(16, kernel: 1).Conv2d(16, kernel: 3, padding: 1).Flatten().Dense(2);"));
        net.Network.Instance.Parameters.Slice(net.Network.Info.Parameters.Single(p => p.Name == "conv2d.1.weight").Offset, 16).Fill(float.PositiveInfinity);
        var predicted = new float[2];
        net.Network.Instance.Predict(net.RandomBatch(1, 1), predicted);
        Assert.All(predicted, p => Assert.True(float.IsFinite(p)));
    }

    [Theory]
    [InlineData(0, 1, 1, -1, 8, 3)]
    [InlineData(0, 2, 3, -4, 7, 5)]
    [InlineData(0, 1, -1, 2, 4, 3)]
    [InlineData(0, 3, -2, 1, 9, 4)]
    [InlineData(0, 1, 2, -9, 3, 6)]
    public void Bounds_are_those_of_a_search(int row, int rowStep, int termStep, int shift, int places, int terms)
    {
        var cut = new SumCut(row, rowStep, termStep, shift, places);
        for (int r = 0; r < 12; r++)
        {
            (string first, string end) = cut.Bounds(r.ToString(System.Globalization.CultureInfo.InvariantCulture), terms);
            int[] there = [.. Enumerable.Range(0, terms).Where(t => cut.Has(r, t))];
            int from = int.Parse(first, System.Globalization.CultureInfo.InvariantCulture), to = int.Parse(end, System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(there, Enumerable.Range(from, Math.Max(0, to - from)));
        }
    }

    [Fact]
    public void Teams_give_the_same_bits()
    {
        var net = new InterpretedNetwork(Declare("static Tensor Forward([Shape(3, 9, 9)] Tensor x) => x.Conv2d(16, kernel: 3, padding: 1).Relu().Conv2d(32, kernel: 3, stride: 2, padding: 1).Relu().Flatten().Dense(2);"));
        Batch batch = net.RandomBatch(21, 3);
        net.HasSameGradientsOnTeams(batch);
    }

    private static string Declare(string body) => $"using NeuralNet.Gen; using static NeuralNet.Gen.Functional;\n[Network] public sealed partial class Net {{ {body} static Scalar Loss(Tensor y, [Shape(2)] Tensor t) => MeanSquaredError(y, t); }}";

    private static CompiledNetwork Compile(string body) => NetworkCompiler.Compile(InterpretedNetwork.ModelOf(GeneratorRun.Of(Declare(body)), "Net"), TestContext.Current.CancellationToken);

    private static void Check(string body)
    {
        var net = new InterpretedNetwork(Declare(body));
        net.Disturb(2);
        net.Check(2, most: 3);
    }
}
