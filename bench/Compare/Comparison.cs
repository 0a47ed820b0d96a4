using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Compare.Peer;
using Compare.Reports;
using Compare.Timing;

namespace Compare;

/// <summary>One run: workload after workload, first the agreement of both sides, then the phases in turns.</summary>
internal static class Comparison
{
    /// <summary>Runs and reports.</summary>
    /// <param name="workloads">What to measure.</param>
    /// <param name="threads">For both sides.</param>
    /// <param name="jsonPath">Receives the rows; <c>null</c> for the console alone.</param>
    /// <param name="withPeer">Whether TorchSharp runs beside.</param>
    public static ExitCode Run(IReadOnlyList<Workload> workloads, int threads, string? jsonPath, bool withPeer)
    {
        string? peerVersion = null;
        if (withPeer && !TryStartPeer(threads, out peerVersion, out string failure))
        {
            Console.Error.WriteLine(failure);
            return ExitCode.PeerDoesNotLoad;
        }

        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores, peer: {peerVersion ?? "none"}");
        Console.WriteLine($"threads: {threads}; P: peak of one core in {FmaPeak.Bits}-bit fused multiply-adds, GFLOP/s; times: medians of the turns, ± half the distance of their quartiles");
        Console.WriteLine();
        ConsoleTable.WriteHeader(threads);
        var rows = new List<Row>();
        foreach (Workload workload in workloads)
        {
            using var ours = new GeneratedContestant(workload, threads);
            using IContestant? peer = withPeer ? workload.CreatePeer() : null;
            if (peer is not null && Agreement.FindDifference(workload, ours, peer) is { } difference)
            {
                Console.Error.WriteLine(difference);
                return ExitCode.Disagreement;
            }

            foreach (Phase phase in Phase.All)
            {
                var row = new Row(workload.Name, phase.Name, threads, phase.Flops(workload), Turns.Measure(phase, ours, peer));
                ConsoleTable.Write(row);
                rows.Add(row);
            }
        }

        if (jsonPath is not null) JsonReport.Write(jsonPath, rows, peerVersion);
        return ExitCode.Success;
    }

    // Apart, so that a run without the peer never compiles a method that names TorchSharp.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryStartPeer(int threads, out string? version, out string failure)
    {
        bool started = TorchRuntime.TryStart(threads, out string found, out failure);
        version = found;
        return started;
    }
}
