using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>Neighbouring terms of a sum that the same rows of a tile have.</summary>
/// <param name="From">The first.</param>
/// <param name="To">After the last.</param>
/// <param name="Rows">Of the tile; at least one.</param>
internal sealed record TermRun(int From, int To, EquatableArray<int> Rows)
{
    /// <summary>What a tile of rows from a place on has of a sum; a single run with all rows where nothing is cut.</summary>
    public static EquatableArray<TermRun> Of(SumCut cut, int terms, int start, int rows)
    {
        var runs = new List<TermRun>();
        for (int term = 0; term < terms; term++)
        {
            EquatableArray<int> live = Enumerable.Range(0, rows).Where(r => cut.Has(start + r, term)).ToEquatableArray();
            if (live.Count == 0) continue;
            if (runs.Count > 0 && runs[runs.Count - 1] is { } last && last.To == term && last.Rows.Equals(live)) runs[runs.Count - 1] = last with { To = term + 1 };
            else runs.Add(new TermRun(term, term + 1, live));
        }

        return runs.ToEquatableArray();
    }
}

/// <summary>Tiles behind each other that have the same terms.</summary>
/// <param name="Start">Row of the first.</param>
/// <param name="Count">How many, <paramref name="Step"/> rows apart.</param>
internal sealed record TileGroup(int Start, int Count, int Step, EquatableArray<TermRun> Runs)
{
    /// <summary>Tiles of so many rows over a dimension; a last one that would be cut short overlaps the one before.</summary>
    public static IReadOnlyList<TileGroup> Of(SumCut cut, int terms, int extent, int rows)
    {
        var groups = new List<TileGroup>();
        for (int next = 0; next < extent; next += rows)
        {
            int start = Math.Min(next, extent - rows);
            EquatableArray<TermRun> runs = TermRun.Of(cut, terms, start, rows);
            if (groups.Count > 0 && groups[groups.Count - 1] is { } last && last.Runs.Equals(runs) && start == last.Start + (last.Count * rows)) groups[groups.Count - 1] = last with { Count = last.Count + 1 };
            else groups.Add(new TileGroup(start, 1, rows, runs));
        }

        return groups;
    }

    /// <summary>
    /// Which rows have a term, in the one order in which every tile meets them: as terms go on, rows at one end get theirs and rows at the other lose them. A tile passes through some of these sets.
    /// </summary>
    public static IReadOnlyList<EquatableArray<int>> RowSets(IReadOnlyList<TileGroup> groups, SumCut cut)
    {
        IEnumerable<EquatableArray<int>> sets = groups.SelectMany(g => g.Runs).Select(r => r.Rows).Distinct();
        return (cut.RowStep > 0) == (cut.TermStep > 0)
            ? [.. sets.OrderByDescending(s => s[0]).ThenByDescending(s => s[s.Count - 1])]
            : [.. sets.OrderBy(s => s[0]).ThenBy(s => s[s.Count - 1])];
    }

    /// <summary>Terms of each of these sets.</summary>
    public IEnumerable<int> TermsOf(IReadOnlyList<EquatableArray<int>> sets) => sets.Select(set => Runs.Where(r => r.Rows.Equals(set)).Sum(r => r.To - r.From));

    /// <summary>Whether the terms follow each other without a gap, and in the order of these sets.</summary>
    public bool Fits(IReadOnlyList<EquatableArray<int>> sets)
    {
        int[] places = [.. Runs.Select(r => sets.ToList().IndexOf(r.Rows))];
        return Enumerable.Range(1, Math.Max(0, Runs.Count - 1)).All(i => places[i] > places[i - 1] && Runs[i].From == Runs[i - 1].To);
    }
}
