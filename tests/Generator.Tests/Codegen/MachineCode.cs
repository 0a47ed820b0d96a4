using System.Text.RegularExpressions;

namespace NeuralNet.Gen.Generator.Tests.Codegen;

/// <summary>A loop without another inside, as the JIT compiled it.</summary>
/// <param name="FusedMultiplyAdds">Vector instructions of one round.</param>
/// <param name="Calls">Call instructions.</param>
/// <param name="Spills">Instructions that move a vector register to or from the stack, or compute with one that lies there.</param>
/// <param name="Text">The instructions, for messages.</param>
internal sealed record MachineLoop(int FusedMultiplyAdds, IReadOnlyList<string> Calls, IReadOnlyList<string> Spills, string Text);

/// <summary>A method in the listing that the JIT writes with DOTNET_JitDisasm, x64.</summary>
internal sealed partial class MachineCode
{
    private readonly List<(string Label, List<string> Instructions)> _groups = [];
    private bool _usesFramePointer;

    private MachineCode(string name, bool isOptimised) => (Name, IsOptimised) = (name, isOptimised);

    /// <summary>Without namespace, class and parameters.</summary>
    public string Name { get; }

    public bool IsOptimised { get; }

    public IEnumerable<string> Instructions => _groups.SelectMany(g => g.Instructions);

    public static IReadOnlyList<MachineCode> ParseAll(string listing)
    {
        var methods = new List<MachineCode>();
        foreach (string line in listing.Split('\n'))
        {
            if (Header().Match(line) is { Success: true } header)
            {
                methods.Add(new MachineCode(header.Groups["name"].Value, header.Groups["tier"].Value.Contains("FullOpts", StringComparison.Ordinal)));
                continue;
            }

            if (methods.Count == 0) continue;
            MachineCode method = methods[^1];
            if (line.StartsWith("; rbp based frame", StringComparison.Ordinal)) method._usesFramePointer = true;
            if (Label().Match(line) is { Success: true } label) method._groups.Add((label.Groups[1].Value, []));
            else if (line.Length > 0 && char.IsWhiteSpace(line[0]) && line.Trim() is { Length: > 0 } instruction && instruction[0] != ';' && method._groups.Count > 0) method._groups[^1].Instructions.Add(instruction);
        }

        return methods;
    }

    /// <summary>Stretches that a jump at their end repeats and that hold no smaller one. A way out of a loop that the JIT laid before it is none: nothing leads from there to the jump.</summary>
    public IReadOnlyList<MachineLoop> InnermostLoops()
    {
        var spans = new List<(int First, int Last)>();
        for (int last = 0; last < _groups.Count; last++)
        {
            foreach (string instruction in _groups[last].Instructions)
            {
                if (Jump().Match(instruction) is not { Success: true } jump) continue;
                int first = _groups.FindIndex(g => g.Label == jump.Groups[1].Value);
                if (first >= 0 && first <= last && Leads(first, last)) spans.Add((first, last));
            }
        }

        return
        [
            .. spans.Distinct().Where(s => !spans.Any(o => o != s && o.First >= s.First && o.Last <= s.Last)).Select(s =>
            {
                string[] body = [.. _groups.Skip(s.First).Take(s.Last - s.First + 1).SelectMany(g => g.Instructions)];
                return new MachineLoop(
                    body.Count(i => VectorFma().IsMatch(i)),
                    [.. body.Where(i => i.StartsWith("call", StringComparison.Ordinal))],
                    [.. body.Where(TouchesStack)],
                    string.Join("\n", body));
            }),
        ];
    }

    /// <summary>Whether a way leads from a group to a later one without leaving those between.</summary>
    private bool Leads(int first, int last)
    {
        var seen = new HashSet<int>();
        var next = new Stack<int>([first]);
        while (next.Count > 0)
        {
            int group = next.Pop();
            if (group < first || group > last || !seen.Add(group)) continue;
            if (group == last) return true;
            List<string> instructions = _groups[group].Instructions;
            foreach (string instruction in instructions)
            {
                if (Jump().Match(instruction) is { Success: true } jump) next.Push(_groups.FindIndex(g => g.Label == jump.Groups[1].Value));
            }

            if (instructions.Count == 0 || !Ends().IsMatch(instructions[^1])) next.Push(group + 1);
        }

        return false;
    }

    private bool TouchesStack(string instruction) => VectorRegister().IsMatch(instruction) && (instruction.Contains("[rsp", StringComparison.Ordinal) || (_usesFramePointer && instruction.Contains("[rbp", StringComparison.Ordinal)));

    [GeneratedRegex(@"^; Assembly listing for method .*?:(?<name>[^:(\[]+)[\[(].*\((?<tier>[^()]*)\)\s*$")]
    private static partial Regex Header();

    [GeneratedRegex(@"^(G_M\w+):")]
    private static partial Regex Label();

    [GeneratedRegex(@"^j\w+\s+(?:SHORT\s+)?(G_M\w+)")]
    private static partial Regex Jump();

    [GeneratedRegex(@"^(?:ret\b|jmp\s)")]
    private static partial Regex Ends();

    [GeneratedRegex(@"^vfn?m(add|sub)\d+ps\s")]
    private static partial Regex VectorFma();

    [GeneratedRegex(@"\b[xyz]mm\d+\b")]
    private static partial Regex VectorRegister();
}
