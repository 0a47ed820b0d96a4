using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>An IDE's session in which one file changes to and fro. Each run gets a compilation of its own: one that was seen before has bound already what the generator asks for.</summary>
internal sealed class Keystrokes(GeneratorDriver driver, CSharpCompilation compilation, SyntaxTree before, SyntaxTree after)
{
    private GeneratorDriver _driver = driver;
    private CSharpCompilation _compilation = compilation;
    private SyntaxTree _now = before, _next = after;

    /// <summary>The edit and the run after it.</summary>
    public GeneratorDriver Next()
    {
        _compilation = _compilation.ReplaceSyntaxTree(_now, _next);
        (_now, _next) = (_next, _now);
        return _driver = _driver.RunGenerators(_compilation);
    }
}
