using System.Globalization;

namespace Compare.Reports;

/// <summary>The table on the console, one line as soon as it is measured.</summary>
internal static class ConsoleTable
{
    public static void WriteHeader(int threads)
    {
        string share = threads > 1 ? $"of P×{threads}" : "of P";
        Console.WriteLine($"{"workload",-24} {"phase",-9} {"ours µs",10} {"±",5} {"peer",-11} {"peer µs",10} {"±",5} {"peer/ours",9} {"GFLOP/s",9} {share,8} {"P",7}");
    }

    public static void Write(Row row)
    {
        string rival = row.Rival is { } peer ? Invariant($"{peer.Peer.Name,-11} {peer.Time.Median,10:F2} {peer.Time.Spread,5:P0}") : $"{"-",-11} {"-",10} {"-",5}";
        string ratio = row.Ratio is { } number ? Invariant($"{number,9:F2}") : $"{"-",9}";
        Console.WriteLine(Invariant(
            $"{row.Workload,-24} {row.Phase,-9} {row.Ours.Median,10:F2} {row.Ours.Spread,5:P0} {rival} {ratio} {row.Gflops,9:F1} {row.FmaFraction,8:P0} {row.PeakGflops,7:F1}"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
