using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>
/// The last result for each declaration. Roslyn asks for all of them after every keystroke in the project, because any symbol may have changed; most keystrokes edit a member that no network knows of, and then
/// nothing needs to be bound again.
/// </summary>
/// <remarks>
/// It only remembers: a result is given again where parsing would make an equal one. A model depends on what the project declares, wherever that stands, on references and settings, and on the bodies and initialisers that were evaluated.
/// The first is compared as syntax (<see cref="ProjectState"/>), the last by file (<see cref="ParseNotes.Files"/>). A member is found by its name, so one that those files do not mention may change; a constant may be part of another, whose
/// name alone they mention, and is not such a member. Results with diagnostics hold locations and are made anew.
/// </remarks>
internal sealed class ParseCache
{
    // Weak in both: when a file is edited or closed, what was known of its declarations goes with it.
    private readonly ConditionalWeakTable<SyntaxNode, Entry> _entries = new();
    private readonly ConditionalWeakTable<Compilation, ProjectState> _projects = new();
    private readonly ConditionalWeakTable<SyntaxTree, HashSet<string>> _identifiers = new();

    /// <summary>Names of members that C# or the parser looks for where none is written: patterns of statements and expressions, what generated code means by its plain names, and its members.</summary>
    private static readonly HashSet<string> s_implied =
    [
        .. ("GetEnumerator MoveNext Current Reset GetAsyncEnumerator MoveNextAsync Dispose DisposeAsync GetAwaiter IsCompleted GetResult OnCompleted UnsafeOnCompleted ConfigureAwait Deconstruct Add AddRange Create Length Count Slice Substring "
            + "Item Invoke GetPinnableReference AppendLiteral AppendFormatted ToStringAndClear ToString Equals GetHashCode PrintMembers EqualityContract Clone Finalize Value HasValue GetValueOrDefault "
            + "Select SelectMany Where Join GroupJoin OrderBy OrderByDescending ThenBy ThenByDescending GroupBy Cast Forward Loss").Split(' '),
        .. PlainNames.Known.Select(known => known.Key),
        .. ClassEmitter.MemberNames,
    ];

    public ParseResult Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        ProjectState project = _projects.GetValue(context.SemanticModel.Compilation, ProjectState.Of);
        Entry entry = _entries.GetOrCreateValue(context.TargetNode);
        Known? known = entry.Known;
        if (known is { Result: { } result } && project.EditsSince(known.Project) is { } edits && !Concerns(edits, known.Notes.Files))
        {
            // Equal declarations are equal to what comes next, so the old files need not be kept.
            entry.Known = known with { Project = project };
            return result;
        }

        var notes = new ParseNotes(project, known?.Notes);
        notes.Files.Add(context.TargetNode.SyntaxTree);
        ParseResult parsed = NetworkParser.Parse(context, notes, cancellation);
        entry.Known = new Known(project, notes, parsed.Model is null || parsed.Diagnostics.Count > 0 ? null : parsed);
        return parsed;
    }

    private bool Concerns(MemberEdits edits, HashSet<SyntaxTree> files)
        => edits.Files.Any(files.Contains) || edits.Names.Any(name => s_implied.Contains(name) || files.Any(file => _identifiers.GetValue(file, Identifiers).Contains(name)));

    private static HashSet<string> Identifiers(SyntaxTree file) => [.. file.GetRoot().DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText)];

    private sealed record Known(ProjectState Project, ParseNotes Notes, ParseResult? Result);

    private sealed class Entry
    {
        public Known? Known { get; set; }
    }
}
