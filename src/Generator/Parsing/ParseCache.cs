using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>
/// The last result for each declaration. Roslyn asks for all of them after every keystroke in the project, because any symbol may have changed; most keystrokes edit a body in a file that no network reads, and then
/// nothing needs to be bound again.
/// </summary>
/// <remarks>
/// It only remembers: a result is given again where parsing would make an equal one. A model depends on what the project declares, wherever that stands, on references and settings, and on the bodies and initialisers that were evaluated.
/// The first is compared as syntax (<see cref="ProjectState"/>), the last by file (<see cref="ParseNotes.Files"/>). Results with diagnostics hold locations and are made anew.
/// </remarks>
internal sealed class ParseCache
{
    // Weak in both: when a file is edited or closed, what was known of its declarations goes with it.
    private readonly ConditionalWeakTable<SyntaxNode, Entry> _entries = new();
    private readonly ConditionalWeakTable<Compilation, ProjectState> _projects = new();

    public ParseResult Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        ProjectState project = _projects.GetValue(context.SemanticModel.Compilation, ProjectState.Of);
        Entry entry = _entries.GetOrCreateValue(context.TargetNode);
        Known? known = entry.Known;
        if (known is { Result: { } result } && project.BodiesEditedSince(known.Project) is { } edited && !edited.Any(known.Notes.Files.Contains))
        {
            // Equal declarations are equal to what comes next, so the old files need not be kept.
            entry.Known = known with { Project = project };
            return result;
        }

        var notes = new ParseNotes(project, known?.Notes);
        ParseResult parsed = NetworkParser.Parse(context, notes, cancellation);
        entry.Known = new Known(project, notes, parsed.Model is null || parsed.Diagnostics.Count > 0 ? null : parsed);
        return parsed;
    }

    private sealed record Known(ProjectState Project, ParseNotes Notes, ParseResult? Result);

    private sealed class Entry
    {
        public Known? Known { get; set; }
    }
}
