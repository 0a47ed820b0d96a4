using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>Names of inputs, targets and outputs as parameters of generated methods: the user's, where they do not meet names that those methods use for themselves.</summary>
internal sealed class BorderNames
{
    private static readonly HashSet<string> Reserved = ["output", "team", "batch", "optimizer", "loss", "result", "program", "rows", "seed"];

    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<ISymbol, string> _names = new(SymbolEqualityComparer.Default);

    public void Clear()
    {
        _taken.Clear();
        _names.Clear();
    }

    public string Add(IParameterSymbol parameter) => _names[parameter] = Next(parameter.Name);

    public string? Of(IParameterSymbol parameter) => _names.TryGetValue(parameter, out string? name) ? name : null;

    /// <summary>A name that nothing else has.</summary>
    public string Next(string wanted)
    {
        string name = wanted.TrimStart('_');
        name = name.Length == 0 ? "values" : char.ToLowerInvariant(name[0]) + name.Substring(1);
        bool isKeyword = SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None;
        if (isKeyword || !SyntaxFacts.IsValidIdentifier(name) || Reserved.Contains(name) || IsNumbered(name, "pointer") || IsNumbered(name, "result")) name += "Values";
        if (!SyntaxFacts.IsValidIdentifier(name)) name = "values";
        string unique = name;
        for (int i = 2; !_taken.Add(unique); i++) unique = name + Literals.Int(i);
        return unique;
    }

    private static bool IsNumbered(string name, string word) => name.StartsWith(word, StringComparison.Ordinal) && name.Length > word.Length && name.Skip(word.Length).All(c => c is >= '0' and <= '9');
}
