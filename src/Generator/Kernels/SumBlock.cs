namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>
/// What the tiles of a panel read of both factors before any goes on, where the batch is summed over: every tile reads the same places, so these should stay in the first-level cache, and a tile should have terms enough for what it costs to
/// read its sums and to write them.
/// </summary>
/// <param name="Samples">At a time.</param>
/// <param name="Places">Of the first dimension of the sum; all of them where <paramref name="Samples"/> is more than one.</param>
internal sealed record SumBlock(int Samples, int Places)
{
    /// <summary>Numbers of both factors: the smallest first-level cache.</summary>
    private const int CacheFloats = 8192;

    /// <summary>Terms that take several times as long as the sums of a tile take from memory and back.</summary>
    private const int FewTerms = 64;

    /// <param name="columns">Of a panel.</param>
    /// <param name="canCut">Whether the first dimension of the sum may be taken in parts.</param>
    public static SumBlock Of(ContractionNest nest, int columns, bool canCut)
    {
        SumLoop first = nest.Sums[0];
        long behind = nest.Sums.Skip(1).Aggregate(1L, (all, s) => all * s.Extent), all = Floats(first.Extent), terms = first.Extent * behind;
        if (all <= CacheFloats || !canCut) return new SumBlock((int)Math.Max(1, Math.Max(CacheFloats / all, (FewTerms + terms - 1) / terms)), first.Extent);
        int places = 1;
        while (places < first.Extent && (Floats(places + 1) <= CacheFloats || places * behind < FewTerms)) places++;
        int bands = (first.Extent + places - 1) / places;
        return new SumBlock(1, (first.Extent + bands - 1) / bands);

        // Of a the places from the first to the last that any tile reads, of b the columns of a panel.
        long Floats(int taken)
        {
            long a = 1 + ((taken - 1L) * first.A) + nest.Sums.Skip(1).Sum(s => (s.Extent - 1L) * s.A) + nest.Rows.Sum(r => (r.Extent - 1L) * r.A);
            return a + (taken * behind * Math.Min(columns, nest.Columns));
        }
    }
}
