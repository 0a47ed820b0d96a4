namespace NeuralNet.Gen.Package.Tests;

/// <summary>What a user does: a project of their own, the package and the program of the README.</summary>
[Collection(WorkshopTests.Name)]
public sealed class PackageUserTests(Workshop workshop)
{
    private const string Expected = "0 1 1 0";

    [Fact]
    public void ReadmeProgramRunsAndPublishesWithTheSameBits()
    {
        string project = workshop.NewProject("Xor", ReadmeProgram(), "<PublishAot>true</PublishAot><TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        ProgramRun jit = workshop.Dotnet(project, "run", "-c", "Release", "--project", project).Expect();
        Assert.Equal(Expected, jit.Lines[0]);
        Assert.Equal(64, jit.Lines[^1].Length);

        Workshop.Published published = workshop.Publish("Xor", project, "-v", "normal");
        Assert.DoesNotContain("warning", Reported(published.Log), StringComparison.OrdinalIgnoreCase);
        if (System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64)
            Assert.Contains("NeuralNet.Gen: NativeAOT compiles for x86-64-v3", published.Log, StringComparison.Ordinal);
        Assert.Equal(jit.Lines, ProgramRun.Start(published.Program, []).Expect().Lines);
    }

    [Theory]
    [InlineData("<IlcInstructionSet>x86-64-v2</IlcInstructionSet>")]
    [InlineData("<PublishAot>false</PublishAot>")]
    public void AnInstructionSetOfTheUsersOwnStands(string choice)
    {
        string project = workshop.NewProject("Choice", "", $"<PublishAot>true</PublishAot>{choice}");
        string found = workshop.Dotnet(project, "msbuild", project, "-getProperty:IlcInstructionSet", "-p:RuntimeIdentifier=linux-x64", "-p:Configuration=Release", "-restore").Expect().Output.Trim();
        Assert.Equal(choice.Contains("v2", StringComparison.Ordinal) ? "x86-64-v2" : "", found);
    }

    [Theory]
    [InlineData("<CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>")]
    [InlineData("<Nullable>disable</Nullable><ImplicitUsings>disable</ImplicitUsings>")]
    [InlineData("<GenerateDocumentationFile>true</GenerateDocumentationFile>")]
    [InlineData("<AnalysisMode>All</AnalysisMode><NoWarn>$(NoWarn);CA1050;CA1303;CA1304;CA1305;CA1515;CA1716</NoWarn>")]
    public void SettingsOfTheUsersProjectDoNotBreakGeneratedCode(string properties)
    {
        string program = properties.Contains("<ImplicitUsings>disable", StringComparison.Ordinal) ? "using System;\nusing System.Linq;\n" + ReadmeProgram() : ReadmeProgram();
        string project = workshop.NewProject($"Strict{(uint)properties.GetHashCode(StringComparison.Ordinal)}", program, $"<TreatWarningsAsErrors>true</TreatWarningsAsErrors>{properties}");
        Assert.Equal(Expected, workshop.Dotnet(project, "run", "--project", project).Expect().Lines[0]);
    }

    [Fact]
    public void UnsafeBlocksSwitchedOffAreNamed()
    {
        string project = workshop.NewProject("Safe", ReadmeProgram(), "<AllowUnsafeBlocks>false</AllowUnsafeBlocks>");
        ProgramRun build = workshop.Dotnet(project, "build", project).Expect(1);
        Assert.Contains("NNG9001: AllowUnsafeBlocks is 'false'", build.Output, StringComparison.Ordinal);
    }

    /// <summary>The first program of the README, so that what stands there works.</summary>
    private static string ReadmeProgram()
    {
        string readme = File.ReadAllText(Path.Combine(Workshop.Repository, "README.md"));
        const string Begin = "```csharp\n";
        int from = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)];
    }

    /// <summary>A build's output without its closing count.</summary>
    private static string Reported(string log)
        => string.Join('\n', log.Split('\n').Where(line => !line.Contains("0 Warning(s)", StringComparison.Ordinal) && !line.Contains("/warn", StringComparison.Ordinal) && !line.Contains("NoWarn", StringComparison.OrdinalIgnoreCase)));
}
