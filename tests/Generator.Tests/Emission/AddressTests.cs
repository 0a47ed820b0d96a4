using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Emission;

public sealed class AddressTests
{
    [Theory]
    [InlineData("c", "c", "*c")]
    [InlineData("c + 8", "&c[8]", "c[8]")]
    [InlineData("x1 + row * 84 + column", "&x1[row * 84 + column]", "x1[row * 84 + column]")]
    [InlineData("a + unit - 640", "&a[unit - 640]", "a[unit - 640]")]
    [InlineData("a - 5 + row * 3", "a - 5 + row * 3", "*(a - 5 + row * 3)")]
    [InlineData("a - 5", "a - 5", "*(a - 5)")]
    public void An_offset_is_an_index(string pointer, string address, string element)
        => Assert.Equal((address, element), (Address.Of(pointer), Address.Element(pointer)));

    [Fact]
    public void What_the_compiler_would_look_at_for_warnings_is_not_analysed()
    {
        // Such a project is compiled with nullable references: the default of every template.
        GeneratorRun run = GeneratorRun.Of("using NeuralNet.Gen; [Network, Input(4), Dense(3), SoftmaxCrossEntropy] public sealed partial class Net;");
        Assert.Equal(NullableContextOptions.Enable, run.Output.Options.NullableContextOptions);
        Assert.All(run.Output.SyntaxTrees.Skip(1), tree =>
        {
            int end = tree.Length - 1;
            Assert.Equal(NullableContext.AnnotationsEnabled, run.Output.GetSemanticModel(tree).GetNullableContext(end));
        });
    }

    [Fact]
    public void Kernels_add_no_number_to_a_pointer_where_they_load_and_store()
    {
        GeneratorRun run = GeneratorRun.Of("using NeuralNet.Gen; [Network, Input(3, 9, 9), Conv2d(20, 3, Padding = 1), BatchNorm, Relu, Flatten, Dense(33), Gelu, Dense(3), SoftmaxCrossEntropy] public sealed partial class Net;");
        string kernels = Assert.Single(run.Sources, s => s.Key.Contains("Kernels", StringComparison.Ordinal)).Value;
        Assert.Contains(".Load(&", kernels, StringComparison.Ordinal);
        Assert.Contains(".Store(&", kernels, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\.(Load|Store)\(@?\w+ \+ ", kernels);
    }
}
