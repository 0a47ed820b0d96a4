using System.IO.Compression;
using System.Xml.Linq;

namespace NeuralNet.Gen.Package.Tests;

[Collection(WorkshopTests.Name)]
public sealed class PackageContentTests(Workshop workshop)
{
    [Fact]
    public void PackYieldsOnePackage()
        => Assert.Equal([$"NeuralNet.Gen.{workshop.PackageVersion}.nupkg"], Directory.GetFiles(workshop.Feed).Select(Path.GetFileName));

    [Fact]
    public void PackageHoldsLibrariesCompilerAndBuildFiles()
    {
        using ZipArchive package = Open();
        string[] expected =
        [
            "README.md",
            "analyzers/dotnet/cs/NeuralNet.Gen.Generator.dll",
            "build/NeuralNet.Gen.props",
            "build/NeuralNet.Gen.targets",
            "buildTransitive/NeuralNet.Gen.props",
            "buildTransitive/NeuralNet.Gen.targets",
            "lib/net10.0/NeuralNet.Gen.Abstractions.dll",
            "lib/net10.0/NeuralNet.Gen.Abstractions.xml",
            "lib/net10.0/NeuralNet.Gen.Runtime.dll",
            "lib/net10.0/NeuralNet.Gen.Runtime.xml",
        ];
        if (File.Exists(Path.Combine(Workshop.Repository, "src", "CodeFixes", "NeuralNet.Gen.CodeFixes.csproj")))
            expected = [.. expected, "analyzers/dotnet/cs/NeuralNet.Gen.CodeFixes.dll"];
        IEnumerable<string> found = package.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name is not ("[Content_Types].xml" or "NeuralNet.Gen.nuspec"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void PackageDependsOnNothing()
    {
        using ZipArchive package = Open();
        using Stream stream = package.GetEntry("NeuralNet.Gen.nuspec")!.Open();
        XElement metadata = XDocument.Load(stream).Root!.Elements().Single();
        XNamespace ns = metadata.Name.Namespace;
        Assert.Equal("MIT", metadata.Element(ns + "license")!.Value);
        Assert.Empty(metadata.Descendants(ns + "dependency"));
        Assert.Equal("net10.0", Assert.Single(metadata.Descendants(ns + "group")).Attribute("targetFramework")!.Value);
    }

    private ZipArchive Open() => ZipFile.OpenRead(Assert.Single(Directory.GetFiles(workshop.Feed)));
}
