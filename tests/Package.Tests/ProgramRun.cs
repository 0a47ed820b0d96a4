using System.Diagnostics;
using System.Text;

namespace NeuralNet.Gen.Package.Tests;

/// <summary>A program that ran to its end: exit code and what it wrote.</summary>
internal sealed record ProgramRun(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Lines of the standard output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What follows <c>parameters sha256: </c> at the beginning of a line.</summary>
    public string ParametersHash => After("parameters sha256: ");

    public string After(string prefix)
        => Lines.LastOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..] ?? throw new InvalidOperationException($"no line '{prefix}…' from {this}");

    public ProgramRun Expect(int exitCode = 0)
        => ExitCode == exitCode ? this : throw new InvalidOperationException($"exit code {exitCode} is expected from {this}");

    public override string ToString() => $"{Command}\nexit code {ExitCode}\n{Output}\n{Error}";

    public static ProgramRun Start(string file, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null, string? directory = null)
        => Start(file, arguments, environment, directory, null);

    /// <param name="file">The program.</param>
    /// <param name="arguments">Each on its own.</param>
    /// <param name="environment">Set in addition.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="atLine">Called with the process after each line of standard output.</param>
    public static ProgramRun Start(
        string file, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment, string? directory, Action<Process, string>? atLine)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory ?? "" };

        // A test host started by `dotnet test` hands down where its own SDK lies and how it talks to the tool.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        foreach ((string name, string value) in environment ?? []) start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = new StringBuilder();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var limit = new Timer(_ => process.Kill(entireProcessTree: true), null, TimeSpan.FromMinutes(9), Timeout.InfiniteTimeSpan);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            output.Append(line).Append('\n');
            atLine?.Invoke(process, line);
        }

        process.WaitForExit();
        return new ProgramRun($"{file} {string.Join(' ', start.ArgumentList)}", process.ExitCode, output.ToString(), error.Result);
    }
}
