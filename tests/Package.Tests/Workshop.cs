using System.Reflection;
using System.Runtime.InteropServices;

namespace NeuralNet.Gen.Package.Tests;

/// <summary>
/// A temporary directory in which the package is packed and programs are published, once for all tests; nothing is written into the repository, and
/// no cache outside is filled.
/// </summary>
public sealed class Workshop : IDisposable
{
    // The last builds of a version are what caches serve: no two runs share one.
    private readonly string _suffix = $"test.{DateTime.UtcNow:yyyyMMddHHmmss}.{Environment.ProcessId}";
    private readonly Lazy<string> _feed;
    private readonly Dictionary<string, Published> _published = [];

    public Workshop()
    {
        Root = Directory.CreateTempSubdirectory("neuralnet-gen-").FullName;
        _feed = new Lazy<string>(Pack);
    }

    /// <summary>A program's directory and what its build printed.</summary>
    internal sealed record Published(string Program, string Log)
    {
        public long Size => new FileInfo(Program).Length;
    }

    public string Root { get; }

    public static string Repository { get; } =
        typeof(Workshop).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>What the package is called in this run.</summary>
    public string PackageVersion => $"0.1.0-{_suffix}";

    /// <summary>A directory that holds the package and nothing else.</summary>
    public string Feed => _feed.Value;

    /// <summary>NativeAOT needs the machine's linker; a machine with the .NET SDK alone has none.</summary>
    public static bool CanLink { get; } = OperatingSystem.IsWindows()
        ? File.Exists(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), "Microsoft Visual Studio", "Installer", "vswhere.exe"))
        : Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, "clang")) || File.Exists(Path.Combine(directory, "gcc")));

    public static void SkipWithoutLinker() => Assert.SkipUnless(CanLink, "NativeAOT needs a linker (clang or gcc), and there is none on the path");

    /// <summary>Publishes a sample with NativeAOT.</summary>
    internal Published PublishSample(string name) => PublishOwn(Path.Combine("samples", name));

    /// <summary>Publishes a project of the repository with NativeAOT.</summary>
    internal Published PublishOwn(string project)
        => Publish(Path.GetFileName(project), Path.Combine(Repository, project), "--artifacts-path", Path.Combine(Root, "artifacts"));

    /// <summary>Publishes a project with NativeAOT.</summary>
    internal Published Publish(string name, string project, params string[] options)
    {
        SkipWithoutLinker();
        if (_published.TryGetValue(name, out Published? published)) return published;
        string output = Path.Combine(Root, "published", name);
        ProgramRun run = Dotnet(project, ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", output, .. options]).Expect();
        string program = Path.Combine(output, OperatingSystem.IsWindows() ? name + ".exe" : name);
        return _published[name] = new Published(program, run.Output + run.Error);
    }

    /// <summary>Makes a project outside the repository that uses the package.</summary>
    internal string NewProject(string name, string program, string properties = "")
    {
        string directory = Path.Combine(Root, "users", name);
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "Program.cs"), program);
        File.WriteAllText(Path.Combine(directory, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="NeuralNet.Gen" Version="{PackageVersion}" />
              </ItemGroup>
            </Project>
            """);

        // What the machine's cache has already (the native compiler, say) is read from there; what is new stays in the temporary directory.
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(cache);
        File.WriteAllText(Path.Combine(directory, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="feed" value="{Feed}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="cache" value="{cache}" />
              </fallbackPackageFolders>
            </configuration>
            """);
        return directory;
    }

    /// <summary>Runs the SDK; a user's project gets a package cache of its own.</summary>
    internal ProgramRun Dotnet(string directory, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            // A server left behind would hold our pipes open, and builds of other projects.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        };
        if (directory.StartsWith(Root, StringComparison.Ordinal)) environment["NUGET_PACKAGES"] = Path.Combine(Root, "packages");
        return ProgramRun.Start("dotnet", arguments, environment, directory);
    }

    private string Pack()
    {
        string feed = Path.Combine(Root, "feed");
        string project = Path.Combine(Repository, "src", "Runtime");
        Dotnet(project, "pack", project, "-c", "Release", "--artifacts-path", Path.Combine(Root, "artifacts"), "-o", feed, $"-p:PackageVersion={PackageVersion}").Expect();
        return feed;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            // Windows may still hold a program that has just ended; the system empties its temporary directory.
        }
    }
}
