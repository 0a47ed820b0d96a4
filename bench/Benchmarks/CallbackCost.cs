using System.Diagnostics;
using System.Globalization;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>
/// What a trainer with ten callbacks costs over a bare loop, when that is less than a machine's noise: turns of some steps each, alternately of one and the other, on the same network and the same batches. What disturbs the machine disturbs
/// both, so the median of the ratios of neighbours tells more than two means do. Two bare loops against each other say how much of it is the measure's own.
/// </summary>
internal static class CallbackCost
{
    private const int BatchSize = 64, Steps = 25;

    public static void Run(int turns)
    {
        var random = new Random(42);
        float[] images = new float[BatchSize * Steps * 784];
        int[] labels = new int[BatchSize * Steps];
        for (int i = 0; i < images.Length; i++) images[i] = random.NextSingle();
        for (int i = 0; i < labels.Length; i++) labels[i] = random.Next(10);
        TensorDataset data = TensorDataset.Classification(images, 784, labels, 10);
        var network = new MnistMlp(seed: 42);
        float[] start = network.Parameters.ToArray();
        var bare = new BareLoop(network, data);
        var trainer = new Trainer<MnistMlp>(network, new Adam(), new TrainerOptions { BatchSize = BatchSize, Callbacks = [.. Enumerable.Range(0, 10).Select(_ => new TrainerBenchmarks.Reader())] });

        double[] own = new double[turns], callbacks = new double[turns], seconds = new double[turns];
        for (int turn = -20; turn < turns; turn++)
        {
            // Every turn trains from the same weights; who comes first changes.
            double first = Time(bare.Run), second, with;
            if ((turn & 1) == 0) (second, with) = (Time(bare.Run), Time(() => trainer.Fit(data, 1)));
            else (with, second) = (Time(() => trainer.Fit(data, 1)), Time(bare.Run));
            if (turn < 0) continue;
            (own[turn], callbacks[turn], seconds[turn]) = (first / second, with / second, second);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{turns} turns of {Steps} steps, batch {BatchSize}; a bare step takes {1e3 * Quantile(seconds, 0.5) / Steps:F3} ms"));
        Print("trainer with ten callbacks / bare loop", callbacks);
        Print("bare loop / bare loop", own);

        double Time(Action run)
        {
            start.CopyTo(network.Parameters);
            long before = Stopwatch.GetTimestamp();
            run();
            return Stopwatch.GetElapsedTime(before).TotalSeconds;
        }
    }

    private static void Print(string name, double[] ratios)
    {
        // The standard error of a median is about 1.25 of that of a mean; the deviation is taken from the quartiles, which outliers do not move.
        double deviation = (Quantile(ratios, 0.75) - Quantile(ratios, 0.25)) / 1.349, error = 1.2533 * deviation / Math.Sqrt(ratios.Length);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name}: median {Percent(Quantile(ratios, 0.5))} ± {100 * error:F2} %, quartiles {Percent(Quantile(ratios, 0.25))} to {Percent(Quantile(ratios, 0.75))}"));

        static string Percent(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{100 * (ratio - 1):+0.00;-0.00} %");
    }

    private static double Quantile(double[] values, double share)
    {
        double[] sorted = [.. values.Order()];
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }

    /// <summary>Read, gradient, update.</summary>
    private sealed class BareLoop(MnistMlp network, TensorDataset data)
    {
        private readonly Adam _optimizer = new();
        private readonly Batch _batch = new(data.Columns, BatchSize);
        private readonly int[] _order = new int[data.Count];
        private int _epoch;

        public void Run()
        {
            INetwork trained = network;
            Numerics.SampleOrder.Shuffle(_order, 42, (ulong)_epoch++);
            for (int step = 0; step < Steps; step++)
            {
                data.Read(_order.AsSpan(step * BatchSize, BatchSize), _batch);
                trained.Gradient(_batch);
                _optimizer.Step(trained.Parameters, trained.Gradients);
            }
        }
    }
}
