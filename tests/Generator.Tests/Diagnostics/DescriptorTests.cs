using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Diagnostics;

namespace NeuralNet.Gen.Generator.Tests.Diagnostics;

public sealed class DescriptorTests
{
    private static DiagnosticDescriptor[] Known { get; } =
        [.. typeof(Descriptors).GetFields(BindingFlags.Static | BindingFlags.Public).Where(f => f.FieldType == typeof(DiagnosticDescriptor)).Select(f => (DiagnosticDescriptor)f.GetValue(null)!)];

    [Fact]
    public void Every_descriptor_has_a_page_and_every_page_a_descriptor()
    {
        string folder = Path.Combine(RepositoryRoot.Find(), "docs", "diagnostics");
        Assert.Equal(Known.Select(d => d.Id).Order(), Directory.GetFiles(folder, "NNG*.md").Select(Path.GetFileNameWithoutExtension).Order());
        foreach (DiagnosticDescriptor descriptor in Known)
        {
            string page = File.ReadAllText(Path.Combine(folder, descriptor.Id + ".md"));
            Assert.StartsWith($"# {descriptor.Id}: {descriptor.Title}\n", page);
            Assert.Contains("\n## What it means\n", page);
            Assert.Contains("\n## Example\n", page);
            Assert.Contains("\n## How to mend it\n", page);
        }
    }

    [Fact]
    public void Every_descriptor_stands_in_the_release_notes_with_its_title()
    {
        string notes = File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "src", "Generator", "AnalyzerReleases.Unshipped.md"));
        Assert.Equal(
            Known.Select(d => (d.Id, Title: d.Title.ToString())).Order(),
            Regex.Matches(notes, @"^(NNG\d{3}) \| NeuralNet\.Gen \| Error \| (.*)$", RegexOptions.Multiline).Select(m => (m.Groups[1].Value, m.Groups[2].Value)).Order());
    }

    [Fact]
    public void Ids_are_unique_and_every_id_has_a_test_here()
    {
        Assert.Equal(Known.Length, Known.Select(d => d.Id).Distinct().Count());
        // NNG013 has a test of its own in MistakeTests, NNG025 in EvaluationMistakeTests, NNG099 in InternalErrorTests.
        IEnumerable<string> tested = MistakeTests.Mistakes.Concat(Evaluation.EvaluationMistakeTests.Mistakes).Select(row => row.Data.Item1);
        Assert.Equal(Known.Select(d => d.Id).Except(["NNG013", "NNG025", "NNG099"]).Order(), tested.Distinct().Order());
    }

    [Fact]
    public void The_mistakes_of_the_pages_are_what_the_generator_reports()
    {
        foreach (DiagnosticDescriptor descriptor in Known.Where(d => d.Id is not ("NNG013" or "NNG014" or "NNG099")))
        {
            string page = File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "docs", "diagnostics", descriptor.Id + ".md"));
            string[] blocks = [.. Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(m => "using NeuralNet.Gen;\n" + m.Groups[1].Value)];
            Assert.Equal(2, blocks.Length);
            var wrong = new Pipeline.UserProject(blocks[0]).Run();
            Assert.Equal([descriptor.Id], wrong.Reported.Select(d => d.Id).Distinct());
            var right = new Pipeline.UserProject(blocks[1]).Run();
            Assert.Empty(right.Reported);
            Assert.Empty(right.CompilerDiagnostics.Where(d => d.Id != "CS1591"));
        }
    }
}
