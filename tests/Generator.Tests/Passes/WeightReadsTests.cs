using System.Globalization;
using System.Text.RegularExpressions;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Ops;
using NeuralNet.Gen.Generator.Passes;
using NeuralNet.Gen.Generator.Tests.Workloads;

namespace NeuralNet.Gen.Generator.Tests.Passes;

/// <summary>
/// A prediction of one sample is bound by the weights that come from memory. Counted are the bytes of parameters that the kernels of the compiled Predict program walk: a kernel walks each of its weights once.
/// Tiles of a product over several places (tokens, pixels of a convolution) read their panel of weights again, from the cache: that does not count. A recurrence walks its recurrent weight at every step
/// but the first, whose state is zero, and the bias within the cell at every step. A lookup reads the rows that it looks up.
/// </summary>
public sealed partial class WeightReadsTests(ITestOutputHelper output)
{
    private const int Steps = 28, Units = 128, Tokens = 64, Width = 128;

    [Theory]
    [InlineData("MnistMlp", 0)]
    [InlineData("TinyMlp", 0)]
    [InlineData("LeNet", 0)]
    [InlineData("ResNet8", 0)]
    [InlineData("LstmClassifier", (Steps - 2) * 4 * Units * Units)]
    [InlineData("GruClassifier", ((Steps - 2) * 3 * Units * Units) + ((Steps - 1) * 3 * Units))]
    [InlineData("CharGpt", Tokens * Width)]
    public void A_prediction_of_one_sample_touches_each_weight_once(string name, int again)
    {
        CompiledNetwork network = WorkloadNetworks.Of(name);
        CompiledProgram predict = network[ProgramKind.Predict];
        var reads = new Dictionary<string, long>();
        long copies = 0;
        foreach (CompiledProgram program in predict.Follows is { } first ? [first, predict] : new[] { predict })
        {
            foreach (KernelCall call in program.Phases.SelectMany(p => p))
            {
                foreach (int operand in Enumerable.Range(0, call.Reads.Count).GroupBy(i => call.Reads[i]).Select(g => g.First()))
                {
                    Value value = call.Reads[operand];
                    TensorType type = program.Program.TypeOf(value);
                    if (type.IsBatched) continue;
                    long numbers = NumbersWalked(call.Kernel, operand, type.PerSample);
                    if (value.Id < program.Program.Graph.Nodes.Count && program.Program.Graph[value].Op is Parameter parameter) reads[parameter.Path] = reads.GetValueOrDefault(parameter.Path) + numbers;
                    else if (value.Id >= program.Program.Graph.Nodes.Count || program.Program.Graph[value].Op is not State) copies += numbers;
                }
            }
        }

        long bytes = 4L * network.Model.ParameterCount;
        output.WriteLine($"{name}: {4 * reads.Values.Sum()} bytes of weights for one sample, {bytes} bytes of parameters; {4 * copies} bytes of what was made of weights");
        Assert.Equal(network.Model.Parameters.Select(p => p.Path).Order(StringComparer.Ordinal), reads.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(bytes + (4L * again), 4 * reads.Values.Sum());
    }

    /// <summary>Panels of a lone row's product overlap at the end; where a panel is as wide as all columns but a few, that would read nearly every weight twice.</summary>
    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    public void Panels_of_a_lone_row_hardly_overlap(int bits)
    {
        Match[] drivers = [.. Panels().Matches(WorkloadNetworks.Text).Where(m => m.Groups["bits"].Value == $"{bits}")];
        Assert.True(drivers.Length > 5);
        Assert.All(drivers, driver =>
        {
            int columns = int.Parse(driver.Groups["columns"].Value, CultureInfo.InvariantCulture), width = int.Parse(driver.Groups["width"].Value, CultureInfo.InvariantCulture);
            int read = (columns + width - 1) / width * width;
            output.WriteLine($"{driver.Groups["name"].Value}: {read} columns read of {columns}");
            // With few registers there is no better choice: a panel has four, or its multiply-adds wait for each other.
            if (columns >= 5 * bits / 32) Assert.InRange(read, columns, (int)(1.25 * columns));
        });
    }

    /// <summary>Rows of a result that takes longer to write than to compute are written from end to end; longer sums keep their panel of weights near instead.</summary>
    [Theory]
    [InlineData("MatMul_Bx28x512", true)]
    [InlineData("MatMul_Bx28x384", true)]
    [InlineData("MatMul_Bx784x512", false)]
    [InlineData("MatMul_Bx128x512", false)]
    public void Tiles_of_short_sums_walk_along_the_rows(string product, bool alongRows)
    {
        Match[] drivers = [.. WholeTiles().Matches(WorkloadNetworks.Text).Where(m => Regex.IsMatch(m.Groups["name"].Value, product + "(_[A-Z]|$)"))];
        Assert.True(drivers.Length >= 2);
        Assert.All(drivers, driver => Assert.Equal(alongRows, driver.Groups["first"].Value == "next"));
    }

    [GeneratedRegex(@"void (?<name>\w+)_(?:512|256)\([^)]*\)\s*\{\s*if \(to - from < \d+\)\s*\{(?:(?!return;)[\s\S])*return;\s*\}\s*(?:float\* space[^;]*;\s*)?for \(nint (?<first>next|start|column) =")]
    private static partial Regex WholeTiles();

    [GeneratedRegex(@"void (?<name>\w+)_(?<bits>512|256)\([^)]*\)\s*\{\s*if \(to - from < \d+\)\s*\{\s*for \(nint (?<variable>start|column) = 0; \k<variable> < (?<columns>\d+); \k<variable> \+= (?<width>\d+)\)")]
    private static partial Regex Panels();

    private static long NumbersWalked(Kernel kernel, int operand, long numbers) => kernel switch
    {
        // Gates, weight and what the cell reads.
        RecurrenceKernel recurrence => operand == 1 ? numbers * recurrence.Op.Products(recurrence.Time) : numbers * recurrence.Time,
        GatherKernel gather => (long)gather.PerSample * gather.Width,
        _ => numbers,
    };
}
