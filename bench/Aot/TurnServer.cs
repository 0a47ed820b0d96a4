using System.Globalization;
using System.Runtime.CompilerServices;
using Compare.Timing;

namespace Compare.Aot;

/// <summary>
/// One of the programs that are compared: for every line "workload phase" on its input it takes one turn of that phase and answers with microseconds per call and P. So
/// processes can take turns with each other as contestants in one process do. <see cref="Ready"/> is its first line.
/// </summary>
internal static class TurnServer
{
    /// <summary>What a program says that has started.</summary>
    public const string Ready = "ready";

    public static int Run(TextReader input, TextWriter output)
    {
        output.WriteLine(Ready);
        output.Flush();
        Workload? workload = null;
        GeneratedContestant? contestant = null;
        string? calibrated = null;
        int calls = 0;
        while (input.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            if (workload?.Name != words[0])
            {
                contestant?.Dispose();
                workload = Workload.All.Single(w => w.Name == words[0]);
                contestant = new GeneratedContestant(workload, threads: 1);
                if (RuntimeFeature.IsDynamicCodeCompiled) Turns.WarmUp([contestant]);
            }

            Phase phase = Phase.All.Single(p => p.Name == words[1]);
            GeneratedContestant side = contestant!;
            var turn = new Turn(phase.Call(side)!, () => side.Restart(phase.Training));
            if (calibrated != line)
            {
                calls = Turns.OfPhases.Calibrate(turn);
                calibrated = line;
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Turns.Take(turn, calls)} {FmaPeak.Measure()}"));
            output.Flush();
        }

        contestant?.Dispose();
        return 0;
    }
}
