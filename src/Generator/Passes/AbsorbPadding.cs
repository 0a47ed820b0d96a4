using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>
/// Takes the padding of convolutions out of memory: their sums leave out the terms that would meet it. Nothing is copied into a larger array, and no zero is multiplied: with a
/// window of three and one place of padding a twelfth of the work over 8 × 8 places for each dimension. What is left of each sum is the same chain.
/// </summary>
internal static class AbsorbPadding
{
    /// <summary>Sets of rows of a tile that have a term while others lack it: each is code of its own.</summary>
    private const int MostSets = 5;

    /// <summary>The share of the time that must look saved before a kernel gets such code.</summary>
    private const double LeastGain = 0.055;

    /// <summary>Multiply-adds of a register in the time that copying one takes.</summary>
    private const double CopyCost = 6;

    /// <summary>Places that a tile takes, about.</summary>
    private const int TilePlaces = 8;

    /// <summary>Rows that a tile of a weight's gradient needs, which are the channels alone once padding cuts its sums.</summary>
    private const int LeastChannels = 8;

    public static TensorGraph Run(TensorGraph graph) => graph.Rewrite((builder, node, inputs) =>
    {
        if (node.Op is not (Conv or ConvPhases or ConvWeight) || builder[inputs[0]] is not { Op: Embed embed } source) return builder.Add(node.Op, inputs);
        TensorType x = builder.TypeOf(source.Inputs[0]);
        if (ConvPadding.From(embed, x) is not { } padding) return builder.Add(node.Op, inputs);
        Op op = node.Op switch
        {
            Conv conv => conv with { Padding = padding },
            ConvPhases phases => phases with { Padding = padding },
            _ => (ConvWeight)node.Op with { Padding = padding },
        };
        Value[] bare = [source.Inputs[0], .. inputs.Skip(1)];
        return Gains((ContractionKernel)op.MakeKernel([.. bare.Select(builder.TypeOf)], node.Type)!) ? builder.Add(op, bare) : builder.Add(node.Op, inputs);
    });

    private static bool Gains(ContractionKernel kernel)
        => (kernel.SampleA / SimdForm.LogicalLanes * CopyCost) + kernel.Nests.Sum(Registers) - kernel.Nests.Sum(Met) > LeastGain * kernel.Nests.Sum(Registers) && IsPossible(kernel);

    /// <summary>Multiply-adds of registers for a sample, those with padding among them.</summary>
    private static double Registers(ContractionNest nest)
        => (double)nest.Cost / nest.Columns * ((nest.Columns + SimdForm.LogicalLanes - 1) / SimdForm.LogicalLanes);

    /// <summary>Those without.</summary>
    private static double Met(ContractionNest nest) => nest.CutSums.Aggregate(Registers(nest), (all, s) =>
    {
        SumLoop sum = nest.Sums[s];
        int rows = nest.Rows[sum.Cut!.Row].Extent;
        return all * Enumerable.Range(0, rows).Sum(r => Enumerable.Range(0, sum.Extent).Count(t => sum.Cut.Has(r, t))) / ((double)rows * sum.Extent);
    });

    private static bool IsPossible(ContractionKernel kernel) => kernel.Nests.All(nest =>
    {
        int last = nest.Rows.Count - 1, extent = nest.Rows[last].Extent;
        // Channels that do not meet are read as whole registers, which must not end behind the array.
        if (nest.IsElementwise && nest.Columns % SimdForm.LogicalLanes != 0) return false;
        if (kernel.SumsBatch && !nest.IsElementwise && extent < LeastChannels) return false;
        return nest.CutSums.Where(s => nest.Sums[s].Cut!.Row == last).All(s =>
        {
            SumCut cut = nest.Sums[s].Cut!;
            IReadOnlyList<TileGroup> groups = TileGroup.Of(cut, nest.Sums[s].Extent, extent, Math.Min(extent, TilePlaces));
            IReadOnlyList<EquatableArray<int>> sets = TileGroup.RowSets(groups, cut);
            // Terms that no row of a tile has may lie before and behind those that it has, not between: what is true of all rows is true of any that are neighbours.
            TileGroup whole = TileGroup.Of(cut, nest.Sums[s].Extent, extent, extent)[0];
            return sets.Count <= MostSets && whole.Fits(TileGroup.RowSets([whole], cut));
        });
    });
}
