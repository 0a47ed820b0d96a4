using System.Globalization;
using Compare.Reports;
using Compare.Timing;

namespace Compare.Team;

/// <summary>A team of threads beside one thread, in turns, with and without other processes that keep cores busy: no workload may be slower with more threads.</summary>
internal static class TeamComparison
{
    private const double LeastDifference = 0.02;

    /// <summary>Runs and reports.</summary>
    /// <param name="workloads">What to measure.</param>
    /// <param name="threads">Of the team, 2 or more.</param>
    /// <param name="busy">Processes that keep a core busy each.</param>
    /// <param name="jsonPath">Receives the rows; <c>null</c> for the console alone.</param>
    public static ExitCode Run(IReadOnlyList<Workload> workloads, int threads, int busy, string? jsonPath)
    {
        Console.WriteLine($"{Machine.Description}, {busy} busy process{(busy == 1 ? "" : "es")} beside");
        Console.WriteLine($"microseconds with one thread and with {threads}, in turns; <: slower than one thread, by more than 2 % and than both vary; ns: a cache line from one core to another and back, just after the turns");
        Console.WriteLine();
        Console.WriteLine($"{"workload",-24} {"phase",-9} {"1 thread",11} {"±",5} {threads + " threads",11} {"±",5} {"1/" + threads,7} {"ns",6}");
        using var processes = new BusyProcesses(busy);
        var rows = new List<(string Workload, string Phase, Sample One, Sample Team, double Distance)>();
        foreach (Workload workload in workloads)
        {
            using var one = new GeneratedContestant(workload, threads: 1);
            using var team = new GeneratedContestant(workload, threads);
            Turns.WarmUp([one, team]);
            // The prediction of one sample is one thread's in any case.
            foreach (Phase phase in Phase.All.Where(p => p.Name != "predict1"))
            {
                Timings timings = Turns.Measure(phase, [one, team]);
                (Sample alone, Sample together) = (timings.Samples[0]!, timings.Samples[1]!);
                double distance = CoreDistance.Measure();
                rows.Add((workload.Name, phase.Name, alone, together, distance));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{workload.Name,-24} {phase.Name,-9} {alone.Median,11:F2} {alone.Spread,5:P0} {together.Median,11:F2} {together.Spread,5:P0} {alone.Median / together.Median,7:F2} {distance,6:F0} {(IsSlower(alone, together) ? "<" : "")}"));
            }
        }

        if (jsonPath is not null)
        {
            JsonReport.Write(jsonPath, rows, (json, row) =>
            {
                json.WriteString("name", row.Workload);
                json.WriteString("phase", row.Phase);
                json.WriteNumber("threads", threads);
                json.WriteNumber("busy", busy);
                json.WriteNumber("one_us", Math.Round(row.One.Median, 4));
                json.WriteNumber("team_us", Math.Round(row.Team.Median, 4));
                json.WriteNumber("ratio", Math.Round(row.One.Median / row.Team.Median, 4));
                json.WriteNumber("round_trip_ns", Math.Round(row.Distance, 1));
            });
        }

        return ExitCode.Success;
    }

    /// <summary>Slower by more than both sides vary.</summary>
    private static bool IsSlower(Sample alone, Sample together) => together.Median > alone.Median * (1 + Math.Max(LeastDifference, alone.Spread + together.Spread));
}
