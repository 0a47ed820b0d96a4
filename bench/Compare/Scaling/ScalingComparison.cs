using System.Globalization;
using Compare.Reports;
using Compare.Timing;
using NeuralNet.Gen;

namespace Compare.Scaling;

/// <summary>What was measured at one place.</summary>
/// <param name="Place">Width, depth and batch.</param>
/// <param name="Flops">Of one gradient.</param>
/// <param name="Step">Microseconds.</param>
/// <param name="Gradient">Microseconds.</param>
/// <param name="PeakGflops">P.</param>
internal sealed record ScalingPoint(ScalingPlace Place, long Flops, Sample Step, Sample Gradient, double PeakGflops)
{
    /// <summary>Of the neighbour's.</summary>
    private const double LeastOfNeighbour = 0.7;

    public double StepGflops => Flops / Step.Median / 1e3;

    public double GradientGflops => Flops / Gradient.Median / 1e3;

    /// <summary>Whether more work than at the place before runs at less than 70 % of its GFLOP/s.</summary>
    public bool FallsBelow(ScalingPoint? before) => before is not null && (StepGflops < LeastOfNeighbour * before.StepGflops || GradientGflops < LeastOfNeighbour * before.GradientGflops);
}

/// <summary>Cost as work grows: multilayer perceptrons from small to large, one thread or more, to see whether there is a cliff anywhere.</summary>
internal static class ScalingComparison
{
    private static readonly Turns s_turns = new(rounds: 7, turnSeconds: 0.012, warmUpSeconds: 0.05);

    /// <summary>Runs and reports.</summary>
    /// <param name="picturePath">Receives the picture; .html or .svg.</param>
    /// <param name="threads">Of the team.</param>
    /// <param name="jsonPath">Receives the points; <c>null</c> for console and picture alone.</param>
    public static ExitCode Run(string picturePath, int threads, string? jsonPath)
    {
        Console.WriteLine($"{Machine.Description}, threads: {threads}");
        Console.WriteLine("multilayer perceptrons; one of width, depth and batch grows, the others are 256, 3 and 64; GFLOP/s of the products in a step with Adam and in a gradient");
        Console.WriteLine("!: less than 70 % of the GFLOP/s of the place before");
        Console.WriteLine();
        var networks = new ScalingNetworks(ScalingPlace.All);
        using ThreadTeam? team = threads > 1 ? new ThreadTeam(threads) : null;
        var points = new List<ScalingPoint>();
        Console.WriteLine($"{"grows",-6} {"to",5} {"step µs",11} {"GFLOP/s",8} {"of P",5} {"gradient µs",12} {"GFLOP/s",8} {"of P",5} {"P",7}");
        foreach (ScalingPlace place in ScalingPlace.All)
        {
            ScalingPoint point = Measure(networks.Create(place), place, team);
            bool falls = point.FallsBelow(points.LastOrDefault(p => p.Place.Series == place.Series));
            double peak = point.PeakGflops * threads;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{place.Series,-6} {place.Extent,5} {point.Step.Median,11:F1} {point.StepGflops,8:F1} {point.StepGflops / peak,5:P0} {point.Gradient.Median,12:F1} {point.GradientGflops,8:F1} {point.GradientGflops / peak,5:P0} {point.PeakGflops,7:F1} {(falls ? "!" : "")}"));
            points.Add(point);
        }

        string picture = ScalingPicture.Draw(points, threads);
        bool isPage = Path.GetExtension(picturePath).Equals(".html", StringComparison.OrdinalIgnoreCase);
        File.WriteAllText(picturePath, isPage ? $"<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Cost as work grows</title></head>\n<body>\n{picture}</body>\n</html>\n" : picture);
        if (jsonPath is not null) WriteJson(jsonPath, points, threads);
        return ExitCode.Success;
    }

    private static ScalingPoint Measure(INetwork network, ScalingPlace place, ThreadTeam? team)
    {
        var batch = new Batch([.. network.Info.Inputs, .. network.Info.Targets], place.BatchSize) { Count = place.BatchSize };
        SyntheticData.Uniform(place.BatchSize * place.LayerWidth, 42).CopyTo(batch.Floats(0));
        SyntheticData.Labels(place.BatchSize, 10, 42).CopyTo(batch.Integers(1));
        float[] start = network.Parameters.ToArray();
        var adam = new Adam(learningRate: 1e-3f);
        Turn step = new(
            () =>
            {
                network.Gradient(batch, team);
                adam.Step(network.Parameters, network.Gradients, team);
                network.StepCount++;
            },
            Restart);
        (Sample[] samples, double peak) = s_turns.Measure([step, new Turn(() => network.Gradient(batch, team), Restart)]);
        return new ScalingPoint(place, network.Info.GradientFlops * place.BatchSize, samples[0], samples[1], peak);

        void Restart()
        {
            start.CopyTo(network.Parameters);
            adam = new Adam(learningRate: 1e-3f);
        }
    }

    private static void WriteJson(string path, List<ScalingPoint> points, int threads) => JsonReport.Write(path, points, (json, point) =>
    {
        json.WriteString("series", point.Place.Series);
        json.WriteNumber("extent", point.Place.Extent);
        json.WriteNumber("threads", threads);
        json.WriteNumber("step_us", Math.Round(point.Step.Median, 3));
        json.WriteNumber("gradient_us", Math.Round(point.Gradient.Median, 3));
        json.WriteNumber("flops", point.Flops);
        json.WriteNumber("step_gflops", Math.Round(point.StepGflops, 2));
        json.WriteNumber("gradient_gflops", Math.Round(point.GradientGflops, 2));
        json.WriteNumber("p_gflops", Math.Round(point.PeakGflops, 2));
        json.WriteBoolean("cliff", point.FallsBelow(points.LastOrDefault(p => p.Place.Series == point.Place.Series && p.Place.Extent < point.Place.Extent)));
    });
}
