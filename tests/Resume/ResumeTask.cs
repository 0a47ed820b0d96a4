using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen.Resume;

/// <summary>The training run that is interrupted in every way and must always end in the same bits.</summary>
public static class ResumeTask
{
    private const int BatchSize = 16;

    /// <summary>100 samples to train with.</summary>
    public static TensorDataset Train { get; } = Data(100, 1);

    /// <summary>40 samples to validate with.</summary>
    public static TensorDataset Validation { get; } = Data(40, 2);

    /// <summary>Steps of an epoch: the last one is short.</summary>
    public static int StepsPerEpoch(string optimizer) => optimizer == "everything" ? 4 : 7;

    /// <summary>New objects, as a new process has them: <c>everything</c> is AdamW with a schedule, clipping, accumulation, an average of the weights and a guard of the losses.</summary>
    public static Trainer<ResumeNet> Create(string optimizer, params TrainerCallback[] callbacks)
    {
        bool everything = optimizer == "everything";
        return new(new ResumeNet(seed: 3), Optimizer(optimizer), new TrainerOptions
        {
            BatchSize = BatchSize,
            Callbacks = callbacks,
            AccumulationSteps = everything ? 2 : 1,
            Average = everything ? WeightAverage.Exponential(0.9f, warmUp: true) : null,
            LossGuard = everything ? new LossGuard(spikeFactor: 1.1f, window: 3) : null,
        });
    }

    /// <summary>The same batches, read ahead on another thread.</summary>
    public static DataLoader Loader() => new(Train, new DataLoaderOptions { BatchSize = BatchSize, Seed = 3, Prefetch = 3 });

    private static Optimizer Optimizer(string name) => name switch
    {
        "sgd" => new Sgd(0.05f, momentum: 0.9f, dampening: 0.1f, weightDecay: 1e-3f),
        "adam" => new Adam(3e-3f),
        "everything" => new AdamW(3e-3f, weightDecay: 0.05f) { Schedule = new CosineSchedule(3e-3f, 12).WithWarmup(3), ClipNorm = 0.5f },
        _ => new AdamW(3e-3f, weightDecay: 0.05f),
    };

    // The class is that of three sums which is largest.
    private static TensorDataset Data(int count, ulong seed)
    {
        const uint Purpose = 0x85000000;
        float[] inputs = new float[count * 6];
        Philox.FillUniform(inputs, seed, Purpose, 0);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            float[] sums = [inputs[6 * i] + inputs[(6 * i) + 1], inputs[(6 * i) + 2] + inputs[(6 * i) + 3], inputs[(6 * i) + 4] + inputs[(6 * i) + 5]];
            labels[i] = Array.IndexOf(sums, sums.Max());
        }

        return TensorDataset.Classification(inputs, 6, labels, 3);
    }
}
