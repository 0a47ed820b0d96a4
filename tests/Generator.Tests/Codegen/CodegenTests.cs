using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Tests.Workloads;

namespace NeuralNet.Gen.Generator.Tests.Codegen;

/// <summary>
/// The machine code of the tiles of all measured networks, as this machine's JIT compiles them: products, convolutions, attention and steps of recurrences. Their innermost loops keep all
/// sums in registers, call nothing and hold the multiply-adds that were printed, no more and no fewer.
/// </summary>
public sealed partial class CodegenTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    public void The_innermost_loop_of_every_tile_is_multiply_adds_on_registers(int bits)
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "listings of x64 are read");
        (string listing, bool isAccelerated) = Compile(bits);
        Assert.SkipUnless(isAccelerated, $"this machine has no {bits}-bit vectors");

        Dictionary<string, int[]> printed = PrintedTiles(bits);
        Dictionary<string, MachineCode> compiled = MachineCode.ParseAll(listing).Where(m => printed.ContainsKey(m.Name)).GroupBy(m => m.Name).ToDictionary(g => g.Key, g => g.First());
        Assert.Equal(printed.Keys.Order(StringComparer.Ordinal), compiled.Keys.Order(StringComparer.Ordinal));
        var violations = new List<string>();
        foreach ((string name, int[] expected) in printed)
        {
            MachineCode method = compiled[name];
            MachineLoop[] loops = [.. method.InnermostLoops().Where(l => l.FusedMultiplyAdds > 0)];
            if (!method.IsOptimised) violations.Add($"{name} is not optimised");
            // A sum of few terms may be unrolled whole: then there is no loop left in which anything could go wrong.
            if (loops.Length == 0 && method.Instructions.Count(i => i.StartsWith("vfmadd", StringComparison.Ordinal)) < expected.Sum()) violations.Add($"{name}: no loop and too few multiply-adds");
            foreach (MachineLoop loop in loops)
            {
                if (loop.Calls.Count > 0 || loop.Spills.Count > 0) violations.Add($"{name}: {loop.Calls.Count} calls and {loop.Spills.Count} spills in\n{loop.Text}");
                if (expected.All(e => loop.FusedMultiplyAdds % e != 0)) violations.Add($"{name}: {loop.FusedMultiplyAdds} multiply-adds, {string.Join(" or ", expected)} printed, in\n{loop.Text}");
            }
        }

        output.WriteLine($"{bits} bits: {printed.Count} tiles, {printed.Values.Min(v => v.Min())} to {printed.Values.Max(v => v.Max())} multiply-adds in a round");
        Assert.True(violations.Count == 0, $"{violations.Count} of {printed.Count} tiles:\n{string.Join("\n\n", violations)}");
    }

    /// <summary>Every kernel of the hot kinds has tiles among those that are read, and a tile's round has rows × registers multiply-adds for every term.</summary>
    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    public void Every_hot_kernel_has_tiles(int bits)
    {
        Dictionary<string, int[]> tiles = PrintedTiles(bits);
        Assert.All(tiles, tile =>
        {
            int accumulators = Accumulators(tile.Key);
            // At an edge some rows lack some terms; a whole register of columns belongs to each row. A round may take two terms.
            if (tile.Key.Contains("_Edge_", StringComparison.Ordinal)) Assert.All(tile.Value, sums => Assert.True(sums <= accumulators || (sums % 2 == 0 && sums / 2 <= accumulators), $"{tile.Key}: {sums} multiply-adds for {accumulators} sums"));
            else Assert.True(Assert.Single(tile.Value) is > 0 and var sums && sums % accumulators == 0, $"{tile.Key}: {tile.Value[0]} multiply-adds for {accumulators} sums");
        });
        foreach (string network in WorkloadNetworks.Names)
        {
            CompiledNetwork compiled = WorkloadNetworks.Of(network);
            bool shares = compiled.Kernels.Count(k => k.Key is MatMulKernel) >= NeuralNet.Gen.Generator.Emission.KernelsEmitter.ManyProducts;
            foreach (Kernel kernel in compiled.Kernels.Select(k => k.Key).Where(IsHot))
            {
                string driver = kernel.MethodName + (kernel is SequenceKernel ? "_Product" : "") + $"_{bits}";
                Assert.True(tiles.Keys.Any(t => t.StartsWith(driver, StringComparison.Ordinal)), $"{network}: {driver} has no tile");
            }

            if (shares) Assert.Contains(tiles.Keys, t => t.StartsWith("Tile_", StringComparison.Ordinal));

            bool IsHot(Kernel kernel) => kernel switch
            {
                // Few columns take half as wide registers everywhere.
                ContractionKernel contraction => contraction.Nests.All(n => !n.IsElementwise) && (bits == 256 || contraction.Nests.Any(n => n.Columns > 8)),
                BatchMatMulKernel or SequenceKernel => true,
                MatMulKernel => !shares,
                _ => false,
            };
        }
    }

    /// <summary>A round of two terms has fewer instructions beside its multiply-adds, of which a core that two hyperthreads share feeds three a cycle to each.</summary>
    [Theory]
    [InlineData("MatMul_Bx784x512_AddRelu_e150", 2)]
    [InlineData("MatMul_512xBx256_TA", 2)]
    [InlineData("Conv_3x3x32x32_to_16x16_d706fa", 2)]
    [InlineData("BatchMatMul_4_64x32x64_Result_6ac1", 2)]
    [InlineData("ConvWeight_3x3x64x64_of_8x8_3ad684", 2)]
    [InlineData("LaneConvWeight_5x5x6x16_of_10x10_8a99d8", 1)]
    public void Large_tiles_of_256_bits_take_two_terms_at_a_time(string kernel, int terms)
    {
        KeyValuePair<string, int[]>[] tiles = [.. PrintedTiles(256).Where(t => t.Key.StartsWith(kernel + "_256_", StringComparison.Ordinal) && Accumulators(t.Key) >= 8)];
        Assert.Contains(tiles, t => t.Value.Max() == terms * Accumulators(t.Key));
        Assert.All(PrintedTiles(512).Where(t => t.Key.StartsWith(kernel + "_512_", StringComparison.Ordinal)), t => Assert.Equal(Accumulators(t.Key), t.Value.Max()));
    }

    /// <summary>Tiles of a register width in the generated text, with the multiply-adds in one round of their innermost loop.</summary>
    private static Dictionary<string, int[]> PrintedTiles(int bits)
    {
        var tiles = new Dictionary<string, int[]>();
        foreach (MethodDeclarationSyntax method in CSharpSyntaxTree.ParseText(WorkloadNetworks.Text).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            if (TileSize().Match(method.Identifier.Text) is not { Success: true } name || name.Groups["bits"].Value + name.Groups["end"].Value != $"{bits}") continue;
            int[] sums = [.. method.DescendantNodes().OfType<ForStatementSyntax>().Where(f => !f.Statement.DescendantNodes().OfType<ForStatementSyntax>().Any())
                .Select(f => f.Statement.DescendantNodes().OfType<InvocationExpressionSyntax>().Count(i => i.Expression.ToString() == $"Vector{bits}.FusedMultiplyAdd")).Where(n => n > 0).Distinct()];
            tiles[method.Identifier.Text] = sums;
        }

        Assert.True(tiles.Count > 20);
        return tiles;
    }

    private static int Accumulators(string tile) => TileSize().Match(tile).Groups["size"].Value.Split('x').Aggregate(1, (all, n) => all * int.Parse(n, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Rows × registers, or two dimensions of places and registers, at the end of a tile's name; in front of it where products share tiles.</summary>
    [GeneratedRegex(@"^(?:.+_(?<bits>512|256)_(?:Edge_|First_)?(?:\d+_)?(?<size>\d+x\d+(?:x\d+)?)(?:_of_\d+)?|Tile_(?<size>\d+x\d+)(?:_.*)?_(?<end>512|256))$")]
    private static partial Regex TileSize();

    /// <summary>The JIT's listing of all tiles of a width, from a process in which that is the widest there is.</summary>
    private static (string Listing, bool IsAccelerated) Compile(int bits)
    {
        string folder = Directory.CreateTempSubdirectory("listing").FullName;
        try
        {
            string assembly = Path.Combine(folder, "Networks.dll"), listing = Path.Combine(folder, "listing.txt");
            File.WriteAllBytes(assembly, WorkloadNetworks.Image);
            string relative = typeof(CodegenTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "JitListingProgram").Value!;
            string program = Path.GetFullPath(relative.Replace('\\', '/'), AppContext.BaseDirectory);
            var start = new ProcessStartInfo(DotnetHost.File, [program, assembly, $@"_{bits}(_|$)"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["DOTNET_JitDisasm"] = $"*_{bits}*";
            start.Environment["DOTNET_JitStdOutFile"] = listing;
            if (bits < 512) start.Environment["DOTNET_EnableAVX512"] = "0";
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {error.Result}");
            return (File.ReadAllText(listing), said.Contains($"Vector{bits} True", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
