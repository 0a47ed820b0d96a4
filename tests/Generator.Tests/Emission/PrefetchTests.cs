using System.Text.RegularExpressions;
using NeuralNet.Gen.Generator.Tests.Workloads;

namespace NeuralNet.Gen.Generator.Tests.Emission;

/// <summary>What tiles ask for before their sums begin, in the text of the measured networks.</summary>
public sealed class PrefetchTests
{
    [Theory]
    // What the end of a tile reads and writes, a line for each row; 512 bits and two registers have two.
    [InlineData("MatMul_Bx128x512_Mul_d66e_256_6x2", "x1, 512, 6", "c, 512, 6")]
    [InlineData("MatMul_Bx128x512_Mul_d66e_512_8x2", "x1, 512, 8", "&x1[16], 512, 8", "c, 512, 8", "&c[16], 512, 8")]
    [InlineData("MatMul_Bx784x512_AddRelu_e150_256_First_6x2", "c, 512, 6")]
    // A sum that goes on reads its tile first: the next one is asked for.
    [InlineData("MatMul_128xBnx128_TA_On_256_6x2", "&c[768], 128, 6")]
    // Few terms, and a gradient of 256 weights.
    [InlineData("MatMul_Bx28x512_AddAdd_d355_256_6x2")]
    [InlineData("MatMul_16xBx16_TA_256_6x2")]
    // Samples as columns, and what is left of the rows.
    [InlineData("MatMul_256x10xB_256_6x2")]
    [InlineData("MatMul_128xBnx512_TA_On_256_2x2")]
    public void A_tile_asks_for_rows_that_memory_may_have(string tile, params string[] rows)
    {
        string text = Assert.Single(Regex.Matches(WorkloadNetworks.Text, $@"private static void {tile}\((?s:.*?)\n    }}").Select(m => m.Value).Distinct());
        Assert.Equal(rows, Regex.Matches(text, @"Prefetch\.Rows\((.*)\);").Select(m => m.Groups[1].Value));
        Assert.DoesNotMatch(@"for (?s:.*)Prefetch\.Rows", text);
    }
}
