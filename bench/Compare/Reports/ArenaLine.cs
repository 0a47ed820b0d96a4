using System.Globalization;
using NeuralNet.Gen;

namespace Compare.Reports;

/// <summary>A workload's memory: what the generator planned, beside the least that any plan for the same order of kernels could take.</summary>
internal static class ArenaLine
{
    /// <summary>One line below the workload's rows.</summary>
    /// <param name="workload">Gives network and batch.</param>
    /// <param name="threads">That share a batch.</param>
    public static void Write(Workload workload, int threads)
    {
        NetworkInfo info = workload.Network.Info;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{workload.Name,-24} {"arena",-9} training {Beside(info.TrainingArena, workload.BatchSize, threads)}; prediction {Beside(info.PredictionArena, Math.Min(workload.BatchSize, info.PredictionBlock), threads)}; parameters {4L * info.ParameterCount:N0} bytes"));
    }

    private static string Beside(ArenaInfo arena, int samples, int threads)
    {
        (long planned, long least) = (arena.BytesFor(samples, threads), arena.LeastBytesFor(samples, threads));
        return string.Create(CultureInfo.InvariantCulture, $"{planned:N0} bytes, {(double)planned / Math.Max(least, 1):F3} x the {least:N0} alive at once");
    }
}
