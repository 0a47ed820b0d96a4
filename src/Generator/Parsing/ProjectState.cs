using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>What a compilation was made of. Kept between runs in place of the compilation, whose symbols would stay in memory with it.</summary>
internal sealed class ProjectState
{
    private readonly ImmutableArray<SyntaxTree> _files;
    private readonly ImmutableArray<MetadataReference> _references;
    private readonly CompilationOptions _options;
    private readonly string? _assembly;

    /// <summary>The last answer: all networks of a project ask the same question.</summary>
    private Comparison? _comparison;

    private ProjectState(CSharpCompilation compilation)
    {
        _files = compilation.SyntaxTrees;
        _references = compilation.ExternalReferences;
        _options = compilation.Options;
        _assembly = compilation.AssemblyName;
    }

    public static ProjectState Of(Compilation compilation) => new((CSharpCompilation)compilation);

    /// <summary>Whether metadata and settings are the very ones of another compilation.</summary>
    public bool HasReferencesOf(ProjectState other)
        => _assembly == other._assembly && (_references == other._references || _references.SequenceEqual(other._references, SameObject<MetadataReference>.Instance)) && (ReferenceEquals(_options, other._options) || _options.Equals(other._options));

    /// <summary>
    /// What was edited since, where nothing but members changed; null where another declaration, a file, a reference or a setting may differ. Declarations include attributes, constants, default values
    /// and usings.
    /// </summary>
    public MemberEdits? EditsSince(ProjectState earlier)
    {
        Comparison? known = _comparison;
        if (known is null || !known.Earlier.TryGetTarget(out ProjectState? compared) || compared != earlier) _comparison = known = new Comparison(new WeakReference<ProjectState>(earlier), Compare(earlier));
        return known.Edits;
    }

    private MemberEdits? Compare(ProjectState earlier)
    {
        if (_files.Length != earlier._files.Length || !HasReferencesOf(earlier)) return null;
        var edited = new List<SyntaxTree>();
        var names = new HashSet<string>();
        for (int i = 0; i < _files.Length; i++)
        {
            SyntaxTree before = earlier._files[i], after = _files[i];
            if (ReferenceEquals(before, after)) continue;
            if (before.FilePath != after.FilePath || !before.Options.Equals(after.Options) || DeclaredSyntax.ChangedNames(before, after) is not { } changed) return null;
            edited.Add(before);
            names.UnionWith(changed);
        }

        return new MemberEdits(edited, names);
    }

    /// <param name="Earlier">Weak: each state would keep the one before it, and with it every version of every file.</param>
    /// <param name="Edits">The answer.</param>
    private sealed record Comparison(WeakReference<ProjectState> Earlier, MemberEdits? Edits);

    /// <summary>References compare by value, which reads their properties.</summary>
    private sealed class SameObject<T> : IEqualityComparer<T>
        where T : class
    {
        public static SameObject<T> Instance { get; } = new();

        public bool Equals(T? x, T? y) => ReferenceEquals(x, y);

        public int GetHashCode(T obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }
}

/// <summary>An edit of members and their bodies.</summary>
/// <param name="Files">As they were before.</param>
/// <param name="Names">Of the members whose declarations changed, and of the types around them.</param>
internal sealed record MemberEdits(IReadOnlyCollection<SyntaxTree> Files, IReadOnlyCollection<string> Names);
