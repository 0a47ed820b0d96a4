namespace NeuralNet.Gen.Generator.Tests.Codegen;

/// <summary>The host that runs this very test, for processes that need other switches of the runtime.</summary>
internal static class DotnetHost
{
    /// <summary>shared/Microsoft.NETCore.App/10.0.x lies three levels below it.</summary>
    public static string File { get; } = Path.GetFullPath(Path.Combine("..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), Path.GetDirectoryName(typeof(object).Assembly.Location)!);
}
