using System.Diagnostics;
using System.Globalization;
using Compare.Timing;

namespace Compare.Aot;

/// <summary>The same program compiled by the JIT and published by NativeAOT for several instruction sets, each in a process of its own, in turns.</summary>
internal static class AotComparison
{
    private const int Rounds = 9;

    /// <param name="published">NAME=PROGRAM of each published one. One that needs instructions which this processor lacks is named and left out.</param>
    /// <param name="only">Measures this workload alone; <c>null</c> for all.</param>
    public static int Run(string[] published, string? only)
    {
        var sides = new List<(string Name, Process Process)>();
        try
        {
            if (!TryAdd("jit", Environment.ProcessPath!, typeof(AotComparison).Assembly.GetName().Name + ".dll")) return 1;
            foreach (string side in published)
            {
                string[] parts = side.Split('=', 2);
                TryAdd(parts[0], parts[^1], null);
            }

            if (sides.Count == 1) return 1;
            Console.WriteLine($"{Machine.Description}; microseconds per call, medians of {Rounds} turns; ratios to the JIT: above 1 the published program is slower");
            Console.WriteLine($"{"workload",-24} {"phase",-9} {string.Join(" ", sides.Select(s => s.Name.PadLeft(12)))}  {string.Join(" ", sides.Skip(1).Select(s => (s.Name + "/jit").PadLeft(14)))}");
            foreach (Workload workload in Workload.All.Where(w => only is null || w.Name == only))
            {
                foreach (Phase phase in Phase.All)
                {
                    double[] medians = Measure(sides, $"{workload.Name} {phase.Name}");
                    string times = string.Join(" ", medians.Select(m => m.ToString("F2", CultureInfo.InvariantCulture).PadLeft(12)));
                    string ratios = string.Join(" ", medians.Skip(1).Select(m => (m / medians[0]).ToString("F3", CultureInfo.InvariantCulture).PadLeft(14)));
                    Console.WriteLine($"{workload.Name,-24} {phase.Name,-9} {times}  {ratios}");
                }
            }

            return 0;
        }
        finally
        {
            foreach ((_, Process process) in sides)
            {
                process.StandardInput.Close();
                if (!process.WaitForExit(TimeSpan.FromSeconds(2))) process.Kill();
                process.Dispose();
            }
        }

        bool TryAdd(string name, string program, string? library)
        {
            Process process = Start(program, library);
            if (process.StandardOutput.ReadLine() == TurnServer.Ready)
            {
                sides.Add((name, process));
                return true;
            }

            process.StandardInput.Close();
            process.WaitForExit();
            Console.Error.WriteLine($"{name} ends at once, with exit code {process.ExitCode}, and is left out: {program}");
            process.Dispose();
            return false;
        }
    }

    private static double[] Measure(List<(string Name, Process Process)> sides, string line)
    {
        double[][] times = [.. sides.Select(_ => new double[Rounds])];
        // The first turn of each is not counted: what runs before it calibrates, and the processes' data is not in the caches.
        for (int round = -1; round < Rounds; round++)
        {
            for (int i = 0; i < sides.Count; i++)
            {
                sides[i].Process.StandardInput.WriteLine(line);
                string answer = sides[i].Process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{sides[i].Name} ended at '{line}'");
                if (round >= 0) times[i][round] = double.Parse(answer.Split(' ')[0], CultureInfo.InvariantCulture);
            }
        }

        return [.. times.Select(t => Sample.Of(t).Median)];
    }

    private static Process Start(string program, string? library)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (library is not null && Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase)) start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, library));
        start.ArgumentList.Add("--serve");
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
    }
}
