using System.Diagnostics;

namespace NeuralNet.Gen.Package.Tests;

/// <summary>The Mnist sample as built beside these tests, run by the JIT.</summary>
internal static class MnistProgram
{
    public static ProgramRun Run(params string[] arguments) => Run([], arguments);

    public static ProgramRun Run(IEnumerable<KeyValuePair<string, string>> environment, params string[] arguments) => Run(environment, null, arguments);

    public static ProgramRun Run(IEnumerable<KeyValuePair<string, string>> environment, Action<Process, string>? atLine, params string[] arguments)
        => ProgramRun.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Mnist.dll"), .. arguments], environment, null, atLine);
}
