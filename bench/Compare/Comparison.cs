using System.Runtime.CompilerServices;
using Compare.Onnx;
using Compare.Peer;
using Compare.Reports;
using Compare.Timing;

namespace Compare;

/// <summary>One run: workload after workload, first the agreement of all sides, then the phases in turns.</summary>
internal static class Comparison
{
    public const string TorchSharp = "torchsharp", OnnxRuntime = "onnxruntime";

    /// <summary>Runs and reports.</summary>
    /// <param name="workloads">What to measure.</param>
    /// <param name="threads">For all sides.</param>
    /// <param name="jsonPath">Receives the rows; <c>null</c> for the console alone.</param>
    /// <param name="peers">Which run beside: <see cref="TorchSharp"/>, <see cref="OnnxRuntime"/>.</param>
    public static ExitCode Run(IReadOnlyList<Workload> workloads, int threads, string? jsonPath, IReadOnlyCollection<string> peers)
    {
        PeerInfo? torch = null, onnx = null;
        if (peers.Contains(TorchSharp))
        {
            if (!TryStartTorch(threads, out string version, out string failure))
            {
                Console.Error.WriteLine(failure);
                return ExitCode.PeerDoesNotLoad;
            }

            torch = new PeerInfo(TorchSharp, version);
        }

        if (peers.Contains(OnnxRuntime))
        {
            if (TryStartOnnx(out string version, out string failure)) onnx = new PeerInfo(OnnxRuntime, version);
            else Console.Error.WriteLine(failure);
        }

        PeerInfo[] started = [.. new[] { torch, onnx }.OfType<PeerInfo>()];
        Console.WriteLine($"{Machine.Description}, peers: {(started.Length == 0 ? "none" : string.Join("; ", started.Select(p => p.Version)))}");
        Console.WriteLine($"threads: {threads}; P: peak of one core in {FmaPeak.Bits}-bit fused multiply-adds, GFLOP/s; times: medians of the turns, ± half the distance of their quartiles");
        Console.WriteLine();
        ConsoleTable.WriteHeader(threads);
        var rows = new List<Row>();
        foreach (Workload workload in workloads)
        {
            using var ours = new GeneratedContestant(workload, threads);
            var rivals = new List<(PeerInfo Peer, IPredictor Side)>();
            try
            {
                if (torch is not null)
                {
                    IContestant side = workload.CreateTorch();
                    rivals.Add((torch, side));
                    if (Agreement.FindDifference(workload, ours, side) is { } difference) return Disagree(torch, difference);
                }

                if (onnx is not null)
                {
                    if (Agreement.FindDifference(workload, ours, () => CreateOnnx(workload, threads)) is { } difference) return Disagree(onnx, difference);
                    ours.Restart(training: false);
                    rivals.Add((onnx, CreateOnnx(workload, threads)));
                }

                Measure(workload, threads, ours, rivals, rows);
                ArenaLine.Write(workload, threads);
            }
            finally
            {
                foreach ((_, IPredictor side) in rivals) side.Dispose();
            }
        }

        if (jsonPath is not null) JsonReport.Write(jsonPath, rows);
        return ExitCode.Success;
    }

    private static void Measure(Workload workload, int threads, IContestant ours, List<(PeerInfo Peer, IPredictor Side)> rivals, List<Row> rows)
    {
        IPredictor[] sides = [ours, .. rivals.Select(r => r.Side)];
        Turns.WarmUp(sides);
        foreach (Phase phase in Phase.All)
        {
            Timings timings = Turns.Measure(phase, sides);
            Rival?[] measured = [.. rivals.Zip(timings.Samples.Skip(1)).Where(pair => pair.Second is not null).Select(pair => new Rival(pair.First.Peer, pair.Second!))];
            foreach (Rival? rival in measured.Length == 0 ? [null] : measured)
            {
                var row = new Row(workload.Name, phase.Name, threads, phase.Flops(workload), timings.Samples[0]!, rival, timings.PeakGflops);
                ConsoleTable.Write(row);
                rows.Add(row);
            }
        }
    }

    private static ExitCode Disagree(PeerInfo peer, string difference)
    {
        Console.Error.WriteLine($"{peer.Name}: {difference}");
        return ExitCode.Disagreement;
    }

    // These are apart, so that a run without a peer never compiles a method that names its library.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryStartTorch(int threads, out string version, out string failure) => TorchRuntime.TryStart(threads, out version, out failure);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryStartOnnx(out string version, out string failure) => OnnxLibrary.TryStart(out version, out failure);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IPredictor CreateOnnx(Workload workload, int threads) => new OnnxPredictor(workload, threads);
}
