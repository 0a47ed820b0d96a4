using System.Runtime.CompilerServices;

namespace NeuralNet.Gen.Generator.Tests.Fixtures;

/// <summary>
/// Texts that are compared with a file beside the test: <c>Class.Method#name.verified.cs</c>. A difference leaves <c>….received.cs</c> beside it
/// and fails. After looking at the difference, accept all of them with
/// <code>ACCEPT_SNAPSHOTS=1 dotnet run -c Release --project tests/Generator.Tests -- -class "*SnapshotTests"</code>
/// </summary>
internal static class Snapshot
{
    private static bool IsAccepting => Environment.GetEnvironmentVariable("ACCEPT_SNAPSHOTS") == "1";

    /// <summary>Compares each text with its file; a file that no text belongs to any more is a difference too.</summary>
    /// <param name="texts">Texts by name; the name's ending, such as <c>.cs</c>, becomes the file's.</param>
    public static void Matches(IEnumerable<KeyValuePair<string, string>> texts, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        string folder = Path.GetDirectoryName(file)!, prefix = $"{Path.GetFileNameWithoutExtension(file)}.{method}#";
        var differences = new List<string>();
        var expected = Directory.GetFiles(folder, prefix + "*.verified.*").ToHashSet();
        foreach ((string name, string text) in texts)
        {
            string ending = Path.GetExtension(name), stem = Path.Combine(folder, prefix + name[..^ending.Length]);
            string verified = $"{stem}.verified{ending}", received = $"{stem}.received{ending}";
            expected.Remove(verified);
            string lines = text.Replace("\r\n", "\n");
            if (IsAccepting) File.WriteAllText(verified, lines);
            string known = File.Exists(verified) ? File.ReadAllText(verified).Replace("\r\n", "\n") : "";
            if (known == lines)
            {
                File.Delete(received);
                continue;
            }

            File.WriteAllText(received, lines);
            differences.Add($"{Path.GetFileName(received)}: {FirstDifference(known, lines)}");
        }

        foreach (string leftOver in expected)
        {
            if (IsAccepting) File.Delete(leftOver);
            else differences.Add($"{Path.GetFileName(leftOver)} belongs to nothing any more");
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    private static string FirstDifference(string known, string now)
    {
        string[] before = known.Split('\n'), after = now.Split('\n');
        int line = 0;
        while (line < before.Length && line < after.Length && before[line] == after[line]) line++;
        return $"line {line + 1} was '{(line < before.Length ? before[line] : "")}', is '{(line < after.Length ? after[line] : "")}'";
    }
}
