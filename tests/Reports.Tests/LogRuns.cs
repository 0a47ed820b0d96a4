using NeuralNet.Gen.Metrics;
using NeuralNet.Gen.Runtime.Tests;
using Xunit;
using static NeuralNet.Gen.Functional;

namespace NeuralNet.Gen.Reports.Tests;

/// <summary>Learns which of the first three of four numbers is the largest.</summary>
[Network]
internal sealed partial class LargestOfThree
{
    private static Tensor Forward([Shape(4)] Tensor x) => x.Dense(5).Tanh().Dense(3);

    private static Scalar Loss(Tensor scores, Tokens label) => CrossEntropy(scores, label);
}

/// <summary>Small runs with callbacks: 53 samples in batches of 8 make 7 steps, the last of 5 samples.</summary>
internal static class LogRuns
{
    public const int Samples = 53, BatchSize = 8, Steps = 7, ValidationSamples = 17;

    public static Trainer<LargestOfThree> Trainer(TrainerCallback[] callbacks, Metric[]? train = null, Metric[]? validation = null)
        => new(
            new LargestOfThree(seed: 3), new Adam(1e-2f) { ClipNorm = 1 },
            new TrainerOptions { BatchSize = BatchSize, Callbacks = callbacks, TrainMetrics = train ?? [], ValidationMetrics = validation ?? [] });

    public static TensorDataset Train() => Data(Samples, 5);

    public static TensorDataset Validation() => Data(ValidationSamples, 6);

    /// <summary>Bytes that a callback allocates for many steps in a run, beside other steps and epochs.</summary>
    public static long AllocationOfSteps(TrainerCallback callback)
    {
        var probe = new Probe(callback);
        Trainer([callback, probe]).Fit(Train(), epochs: 2, Validation());
        Assert.True(probe.Ran);
        return probe.Bytes;
    }

    private static TensorDataset Data(int count, int seed)
    {
        var random = new Random(seed);
        float[] inputs = [.. Enumerable.Range(0, count * 4).Select(_ => (random.NextSingle() * 2) - 1)];
        int[] labels = [.. Enumerable.Range(0, count).Select(s => Enumerable.Range(0, 3).MaxBy(k => inputs[(s * 4) + k]))];
        return TensorDataset.Classification(inputs, 4, labels, 3);
    }

    private sealed class Probe(TrainerCallback callback) : TrainerCallback
    {
        public bool Ran { get; private set; }

        public long Bytes { get; private set; }

        public override void OnStepEnd(in StepCompleted step)
        {
            if (step.GlobalStep != Steps + 3) return;
            StepCompleted copy = step;
            Ran = true;
            Bytes = Allocation.Of(() =>
            {
                // More than fits the memory that is gathered before it is written.
                for (int i = 0; i < 1000; i++) callback.OnStepEnd(copy);
            });
        }
    }
}

/// <summary>Keeps what a callback was told.</summary>
internal sealed class Told : TrainerCallback
{
    public List<StepCompleted> Steps { get; } = [];

    public List<EpochReport> Epochs { get; } = [];

    public FitContext? Context { get; private set; }

    /// <summary>Runs after each step that was told.</summary>
    public Action<StepCompleted>? Then { get; init; }

    public override void OnFitStart(FitContext context) => Context = context;

    public override void OnStepEnd(in StepCompleted step)
    {
        Steps.Add(step);
        Then?.Invoke(step);
    }

    public override void OnEpochEnd(EpochReport report) => Epochs.Add(report);
}

/// <summary>A metric with any name and value, for what becomes of them.</summary>
internal sealed class NamedMetric(string name, double value = 0.1) : Metric
{
    public override string Name => name;

    public override bool HigherIsBetter => true;

    public override double Value => value;

    public override void Reset()
    {
    }

    public override void Update(ReadOnlySpan<float> predictions, ReadOnlySpan<int> labels)
    {
    }
}
