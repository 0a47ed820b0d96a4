using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>What the C# compiler takes for the generated code of a large network: the rest of the build of a project with one.</summary>
[WarmupCount(3), IterationCount(9), InvocationCount(1)]
public class CompileBenchmarks
{
    private Compilation _output = null!;

    /// <summary>A file of tests/Generator.Tests/Architectures.</summary>
    [Params("ResNet18", "Gpt2")]
    public string Network { get; set; } = "";

    /// <summary>Generates the code and checks that there is some.</summary>
    [GlobalSetup]
    public void Setup()
    {
        GeneratorDriver driver = ArchitectureBenchmarks.NewDriver().RunGeneratorsAndUpdateCompilation(ArchitectureBenchmarks.CompilationOf(Network), out _output, out _);
        GeneratorDriverRunResult result = driver.GetRunResult();
        if (result.GeneratedTrees.IsEmpty || !result.Diagnostics.IsEmpty) throw new InvalidOperationException($"the generator reported: {string.Join("; ", result.Diagnostics)}");
    }

    /// <summary>Binds and emits everything, on all cores.</summary>
    [Benchmark]
    public EmitResult Compile()
    {
        EmitResult result = _output.Clone().Emit(Stream.Null);
        return result.Success ? result : throw new InvalidOperationException(string.Join("; ", result.Diagnostics));
    }
}
