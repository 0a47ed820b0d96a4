using Microsoft.CodeAnalysis;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>What parsing a declaration read and learnt. The next time the same declaration is parsed, it is tried first what was true the last time.</summary>
/// <param name="project">What is parsed.</param>
/// <param name="earlier">Of the same declaration in an earlier compilation, if there are any.</param>
internal sealed class ParseNotes(ProjectState project, ParseNotes? earlier)
{
    public ProjectState Project { get; } = project;

    /// <summary>Files whose bodies or initialisers the model depends on.</summary>
    public HashSet<SyntaxTree> Files { get; } = [];

    /// <summary>How often each name of a layer occurred; null where none was counted.</summary>
    public IReadOnlyDictionary<string, int>? LayerCounts { get; set; }

    /// <inheritdoc cref="LayerCounts"/>
    public IReadOnlyDictionary<string, int>? EarlierLayerCounts { get; } = earlier?.LayerCounts;

    /// <summary>What the names of generated code mean where the class stands; null where it must be looked up each time.</summary>
    public Surroundings? Surroundings { get; set; }

    /// <summary>The earlier answer, where references and settings are the same.</summary>
    public Surroundings? EarlierSurroundings { get; } = earlier is not null && project.HasReferencesOf(earlier.Project) ? earlier.Surroundings : null;
}

/// <summary>The plain names that a place's imports give another meaning, where no source of the project declares any of them.</summary>
/// <param name="Imports">The imports, spelled out.</param>
internal sealed record Surroundings(string Imports, IReadOnlyCollection<string> Clashes);
