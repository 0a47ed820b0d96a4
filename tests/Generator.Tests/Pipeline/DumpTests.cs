namespace NeuralNet.Gen.Generator.Tests.Pipeline;

public sealed class DumpTests
{
    private const string Source = "using NeuralNet.Gen; namespace A; [Network, Input(2), Dense(2), Relu, Dense(2), MeanSquaredError] partial class Net;";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("false")]
    [InlineData("no")]
    public void Without_the_property_there_is_no_dump(string? value)
    {
        UserProject project = new(Source);
        if (value is not null) project.Properties.Add("build_property.NeuralNetGenDump", value);
        Assert.Equal(["A.Net.Kernels.g.cs", "A.Net.Programs.g.cs", "A.Net.g.cs"], project.Run().IsClean().Files.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("True")]
    public void With_the_property_every_pass_of_every_program_is_shown_in_comments(string value)
    {
        ProjectRun run = new UserProject(Source) { Properties = new() { ["build_property.NeuralNetGenDump"] = value } }.Run().IsClean();
        string[] lines = run.Files["A.Net.Passes.g.cs"].TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.True(line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal), line));
        string[] passes = [.. lines.Where(l => l.StartsWith("// ==== ", StringComparison.Ordinal)).Select(l => l[8..^5])];
        Assert.Equal(passes.Length, passes.Distinct().Count());
        foreach (string program in new[] { "Forward", "Predict", "Loss", "Gradient" })
        {
            foreach (string pass in new[] { "specialize", "decompose", "fuse kernels", "schedule phases", "plan memory" }) Assert.Contains($"{program}: {pass}", passes);
        }

        Assert.Contains("Gradient: differentiate", passes);
        Assert.Contains(lines, l => l.Contains("matmul", StringComparison.Ordinal));
    }
}
