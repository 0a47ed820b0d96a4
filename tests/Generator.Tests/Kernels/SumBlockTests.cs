using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Tests.Fixtures;
using NeuralNet.Gen.Generator.Tests.Interpreter;

namespace NeuralNet.Gen.Generator.Tests.Kernels;

/// <summary>Gradients of the weights of convolutions whose pictures are larger than the first-level cache, or so small that several share it.</summary>
public sealed class SumBlockTests
{
    // Bands of rows that do and do not divide the picture, with and without padding that cuts them; strides, dilations and groups; columns that fill no pair of registers; tiles that overlap and take all samples at once.
    [Theory]
    [InlineData(16, 22, 31, "Conv2d(16, kernel: 3, padding: 1)")]
    [InlineData(16, 24, 23, "Conv2d(16, kernel: 3)")]
    [InlineData(16, 25, 27, "Conv2d(24, kernel: 3, stride: 2, padding: 1)")]
    [InlineData(16, 26, 21, "Conv2d(16, (5, 1), (1, 2), (2, 3), (2, 1), 1, true, null)")]
    [InlineData(16, 1, 700, "Conv2d(16, (1, 3), (1, 1), (0, 1), (1, 1), 1, true, null)")]
    [InlineData(32, 13, 14, "Conv2d(32, kernel: 3, padding: 1, groups: 2)")]
    [InlineData(32, 17, 15, "Conv2d(32, kernel: 3, padding: 1, groups: 32)")]
    [InlineData(17, 19, 18, "Conv2d(19, kernel: 3, padding: 1)")]
    [InlineData(64, 3, 4, "Conv2d(64, kernel: 3, padding: 1)")]
    [InlineData(16, 13, 12, "ConvTranspose2d(16, kernel: 3, stride: 2, padding: 1, outputPadding: 1)")]
    public void Over_images(int channels, int height, int width, string layer)
        => Check($"static Tensor Forward([Shape(2, {height}, {width})] Tensor x) => x.Conv2d({channels}, kernel: 1).Tanh().{layer}.Tanh().AvgPool2d({(height > 4 ? 3 : 1)}).Flatten().Dense(2);");

    [Theory]
    [InlineData(16, 700, "Conv1d(16, kernel: 3, padding: 1)")]
    [InlineData(16, 900, "Conv1d(20, kernel: 2, dilation: 64, causal: true)")]
    public void Over_sequences(int channels, int length, string layer)
        => Check($"static Tensor Forward([Shape(2, {length})] Tensor x) => x.Conv1d({channels}, kernel: 1).Tanh().{layer}.Tanh().AvgPool1d(7).Flatten().Dense(2);");

    [Fact]
    public void Over_volumes() => Check("static Tensor Forward([Shape(2, 6, 7, 8)] Tensor x) => x.Conv3d(16, kernel: 1).Tanh().Conv3d(16, kernel: 3, padding: 1).Tanh().Conv3d(3, kernel: 3, stride: 3).Flatten().Dense(2);");

    [Fact]
    public void Teams_give_the_same_bits()
    {
        InterpretedNetwork net = Declare("static Tensor Forward([Shape(3, 29, 33)] Tensor x) => x.Conv2d(16, kernel: 3, padding: 1).Relu().Conv2d(32, kernel: 3, padding: 1).Relu().AvgPool2d(9).Flatten().Dense(2);");
        Batch batch = net.RandomBatch(7, 3);
        net.HasSameGradientsOnTeams(batch);
    }

    // Bands of large pictures, one picture, several small ones, and a row that is larger than the cache by itself.
    [Theory]
    [InlineData(40, 40, 16, 16, 16, 1, 6)]
    [InlineData(40, 40, 16, 16, 8, 1, 8)]
    [InlineData(8, 8, 64, 64, 16, 1, 8)]
    [InlineData(4, 4, 64, 64, 16, 6, 4)]
    [InlineData(2, 2, 64, 64, 32, 21, 2)]
    [InlineData(224, 224, 64, 64, 16, 1, 1)]
    [InlineData(300, 1, 64, 64, 16, 1, 100)]
    public void Blocks_stay_in_the_cache_and_have_terms_enough(int height, int width, int inputs, int outputs, int columns, int samples, int places)
    {
        var nest = new ContractionNest(
            new[] { new RowLoop(1, 0, 0), new RowLoop(inputs, 1, outputs) }.ToEquatableArray(), new[] { new SumLoop(height, width * inputs, width * outputs), new SumLoop(width, inputs, outputs) }.ToEquatableArray(),
            outputs, 0, 0, false, 1, 0, 0, 0);
        Assert.Equal(new SumBlock(samples, places), SumBlock.Of(nest, columns, canCut: true));
        Assert.Equal(height, SumBlock.Of(nest, columns, canCut: false).Places);
    }

    private static InterpretedNetwork Declare(string body)
        => new($"using NeuralNet.Gen; using static NeuralNet.Gen.Functional;\n[Network] public sealed partial class Net {{ {body} static Scalar Loss(Tensor y, [Shape(2)] Tensor t) => MeanSquaredError(y, t); }}");

    private static void Check(string body)
    {
        InterpretedNetwork net = Declare(body);
        net.Disturb(2);
        net.Check(2, most: 3);
    }
}
