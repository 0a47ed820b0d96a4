using System.Globalization;
using NeuralNet.Gen;

namespace Compare.Reports;

/// <summary>A workload's memory: what the generator planned.</summary>
internal static class ArenaLine
{
    /// <summary>One line below the workload's rows.</summary>
    public static void Write(Workload workload)
    {
        NetworkInfo info = workload.Network.Info;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{workload.Name,-24} {"arena",-9} training {info.TrainingBytesPerSample:N0} bytes a sample, {info.TrainingBytesPerSample * workload.BatchSize:N0} for the batch; prediction {info.PredictionBytesPerSample:N0} a sample; parameters {4L * info.ParameterCount:N0}"));
    }
}
