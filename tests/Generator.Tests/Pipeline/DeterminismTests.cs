using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;

namespace NeuralNet.Gen.Generator.Tests.Pipeline;

/// <summary>The output depends on the declaration alone.</summary>
public sealed class DeterminismTests
{
    private const string Source = """
        using NeuralNet.Gen;
        namespace Models;
        [Network, Input(30), Dense(70, WeightInitializer = Initializer.Constant, WeightConstant = -1234.5678f), LeakyRelu(-0.125f), Dropout(0.1f), Dense(9), Gelu, Elu(1.5f), Dense(5), SoftmaxCrossEntropy(LabelSmoothing = 0.1f)]
        public partial class Net;
        """;

    [Fact]
    public void Two_runs_give_the_same_bytes() => Assert.Equal(Hash(new UserProject(Source).Run()), Hash(new UserProject(Source).Run()));

    [Fact]
    public void Line_ends_of_the_source_its_path_and_its_place_among_files_do_not_matter()
    {
        string hash = Hash(new UserProject(Source).Run());
        Assert.Equal(hash, Hash(new UserProject(Source.Replace("\n", "\r\n")).Run()));
        Assert.Equal(hash, Hash(new UserProject("class A;", "namespace Models; class B;", Source).Run()));
    }

    [Fact]
    public void The_culture_does_not_matter_to_code_dumps_or_messages()
    {
        UserProject right = new(Source) { Properties = new() { [NetworkGenerator.DumpProperty] = "true" } };
        UserProject wrong = new("using NeuralNet.Gen; [Network, Input(-5), Dense(2)] partial class A; [Network, Input(2), Dense(2), Dropout(-1.5f)] partial class B; [Network, Input(100000), Dense(30000)] partial class C;");
        ProjectRun here = right.Run();
        string[] messages = [.. wrong.Run().Reported.Select(d => d.GetMessage(CultureInfo.InvariantCulture))];
        Assert.Contains("Dropout(-1.5): probability is -1.5; expected a probability of at least 0 and below 1", messages);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Unusual();
            Assert.Equal("−1.234,5", (-1234.5).ToString("N1", CultureInfo.CurrentCulture));
            ProjectRun there = right.Run();
            foreach ((string name, string text) in here.Files) Assert.Equal(text, there.Files[name]);
            Assert.Equal(messages, wrong.Run().Reported.Select(d => d.GetMessage(CultureInfo.InvariantCulture)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Text_is_plain_ends_lines_with_a_line_feed_and_names_no_machine()
    {
        ProjectRun run = new UserProject(Source) { Properties = new() { [NetworkGenerator.DumpProperty] = "true" } }.Run();
        Assert.Equal(4, run.Files.Count);
        foreach (GeneratedSourceResult file in run.Result.GeneratedSources)
        {
            string text = file.SourceText.ToString();
            Assert.DoesNotContain('\r', text);
            Assert.DoesNotContain('\t', text);
            Assert.EndsWith("\n", text);
            Assert.DoesNotContain(text.Split('\n'), line => line.EndsWith(' '));
            foreach (string trace in new[] { "/home/", Environment.CurrentDirectory, Environment.MachineName + "/", Path.GetTempPath(), DateTime.Now.Year.ToString(CultureInfo.InvariantCulture) + "-", typeof(NetworkGenerator).Assembly.Location })
                Assert.DoesNotContain(trace, text);
            Assert.Empty(file.SourceText.Encoding!.GetPreamble());
            Assert.Equal(Encoding.UTF8.WebName, file.SourceText.Encoding.WebName);
        }
    }

    private static CultureInfo Unusual()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.PositiveInfinitySymbol = "endlos";
        culture.NumberFormat.NaNSymbol = "keine Zahl";
        return culture;
    }

    private static string Hash(ProjectRun run)
    {
        Assert.NotEmpty(run.Files);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (GeneratedSourceResult file in run.Result.GeneratedSources) hash.AppendData(Encoding.UTF8.GetBytes(file.HintName + "\0" + file.SourceText + "\0"));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
