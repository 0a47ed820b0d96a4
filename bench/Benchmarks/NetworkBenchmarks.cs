using BenchmarkDotNet.Attributes;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>The emitted kernels at work: almost all of the time is matrix products.</summary>
public class NetworkBenchmarks
{
    private const int BatchSize = 64;

    private readonly MnistMlp _network = new(seed: 42);
    private readonly Adam _adam = new();
    private readonly float[] _images = new float[BatchSize * 784];
    private readonly int[] _labels = new int[BatchSize];
    private readonly float[] _probabilities = new float[BatchSize * 10];
    private float[] _startingWeights = [];

    /// <summary>Fills the batch with seeded numbers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(42);
        for (int i = 0; i < _images.Length; i++) _images[i] = random.NextSingle();
        for (int i = 0; i < _labels.Length; i++) _labels[i] = random.Next(10);
        _startingWeights = _network.Parameters.ToArray();
    }

    /// <summary>Every iteration trains from the starting weights: a network that has learned its one batch by heart has denormal gradients.</summary>
    [IterationSetup(Target = nameof(Step))]
    public void Restart() => _startingWeights.CopyTo(_network.Parameters);

    /// <summary>Gradient and Adam. An iteration is a fixed number of calls, because its setup excludes BenchmarkDotNet's own choice.</summary>
    [Benchmark(OperationsPerInvoke = 50)]
    public float Step()
    {
        float loss = 0;
        for (int i = 0; i < 50; i++) loss = _network.Step(_images, _labels, _adam);
        return loss;
    }

    /// <summary>Forward pass, loss and backward pass.</summary>
    [Benchmark]
    public float Gradient() => _network.Gradient(_images, _labels);

    /// <summary>Probabilities of 64 samples.</summary>
    [Benchmark]
    public void Predict() => _network.Predict(_images, _probabilities);

    /// <summary>Probabilities of one sample: bound by reading the weights.</summary>
    [Benchmark]
    public void Predict1() => _network.Predict(_images.AsSpan(0, 784), _probabilities.AsSpan(0, 10));
}
