using BenchmarkDotNet.Attributes;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>What a trainer and its callbacks cost: an epoch of 200 steps of the MNIST network by a bare loop, by a trainer alone, and by one with ten callbacks that read every event.</summary>
public class TrainerBenchmarks
{
    private const int BatchSize = 64, Steps = 200;

    private readonly MnistMlp _network = new(seed: 42);
    private readonly float[] _startingWeights;
    private readonly TensorDataset _data;
    private readonly Batch _batch;
    private readonly int[] _order = new int[BatchSize * Steps];

    /// <summary>Fills the data with seeded numbers.</summary>
    public TrainerBenchmarks()
    {
        var random = new Random(42);
        float[] images = new float[BatchSize * Steps * 784];
        int[] labels = new int[BatchSize * Steps];
        for (int i = 0; i < images.Length; i++) images[i] = random.NextSingle();
        for (int i = 0; i < labels.Length; i++) labels[i] = random.Next(10);
        _data = TensorDataset.Classification(images, 784, labels, 10);
        _batch = new Batch(_data.Columns, BatchSize);
        _startingWeights = _network.Parameters.ToArray();
    }

    /// <summary>Every epoch trains from the starting weights.</summary>
    [IterationSetup]
    public void Restart() => _startingWeights.CopyTo(_network.Parameters);

    /// <summary>Read, gradient, update.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Steps)]
    public float BareLoop()
    {
        var network = (INetwork)_network;
        var optimizer = new Adam();
        float loss = 0;
        Numerics.SampleOrder.Shuffle(_order, 42, 0);
        for (int step = 0; step < Steps; step++)
        {
            _data.Read(_order.AsSpan(step * BatchSize, BatchSize), _batch);
            loss = network.Gradient(_batch);
            optimizer.Step(network.Parameters, network.Gradients);
        }

        return loss;
    }

    /// <summary>The trainer without callbacks.</summary>
    [Benchmark(OperationsPerInvoke = Steps)]
    public double Trainer() => Fit([]);

    /// <summary>The trainer with ten callbacks, each of which reads every number of every event.</summary>
    [Benchmark(OperationsPerInvoke = Steps)]
    public double TrainerWithCallbacks() => Fit([.. Enumerable.Range(0, 10).Select(_ => new Reader())]);

    private double Fit(TrainerCallback[] callbacks)
        => new Trainer<MnistMlp>(_network, new Adam(), new TrainerOptions { BatchSize = BatchSize, Callbacks = callbacks }).Fit(_data, 1).Epochs[0].TrainLoss;

    /// <summary>Reads every number of every step.</summary>
    internal sealed class Reader : TrainerCallback
    {
        public double Sum { get; private set; }

        public override void OnStepEnd(in StepCompleted step)
            => Sum += step.Loss + step.MeanLoss + step.LearningRate + step.SamplesPerSecond + step.Elapsed.TotalSeconds + step.Samples + step.Step + step.GlobalStep + step.Metrics.Count;
    }
}
