using NeuralNet.Gen.Generator.Tests.Emission;
using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Architectures;

/// <summary>Networks of the literature, declared as users would: published numbers of parameters, a text that compilers take, and methods that the JIT optimises.</summary>
public sealed class ArchitectureTests(ITestOutputHelper output)
{
    /// <summary>The widths of the paper without normalisation: Σ of (9·in + 1)·out, (4·in + 1)·out for the transposed ones, and the last layer.</summary>
    private const int UNetParameters = 31_030_658;

    [Theory]
    [InlineData("AlexNet", 61_100_840)]
    [InlineData("Vgg16", 138_357_544)]
    [InlineData("ResNet18", 11_689_512)]
    [InlineData("ResNet50", 25_557_032)]
    [InlineData("UNet", UNetParameters)]
    [InlineData("BertBase", 109_482_240)]
    [InlineData("Gpt2", 124_439_808)]
    public void Has_its_published_number_of_parameters(string name, int parameters)
    {
        GeneratorRun run = GeneratorRun.Of(Source(name));
        Assert.Empty(run.GeneratorDiagnostics);
        IReadOnlyList<EmittedMethod> methods = EmittedMethod.ReadAll(run.Emit());
        int text = run.Sources.Values.Sum(s => s.Length);
        output.WriteLine($"{name}: {text} characters; {EmittedMethod.Largest(methods)}");
        EmittedMethod.AllKeepTheirBudget(methods);
        Assert.Contains($"public const int ParameterCount = {parameters};", run.Sources.Single(s => s.Key.EndsWith(name + ".g.cs", StringComparison.Ordinal)).Value, StringComparison.Ordinal);
        Assert.True(text <= 1_500_000, $"{name}: {text} characters of generated text");
    }

    public static string Source(string name)
    {
        using Stream stream = typeof(ArchitectureTests).Assembly.GetManifestResourceStream(name + ".cs")!;
        return new StreamReader(stream).ReadToEnd();
    }
}
