using BenchmarkDotNet.Attributes;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>A step of 64 lookups in a table of 100,000 rows of 16 numbers: gradient and update of the whole table, and of the rows of the batch.</summary>
public class EmbeddingBenchmarks
{
    private const int BatchSize = 64;

    private readonly DenseEmbedding _dense = new(seed: 42);
    private readonly SparseEmbedding _sparse = new(seed: 42);
    private readonly int[] _items = new int[BatchSize];
    private readonly float[] _wanted = new float[BatchSize];
    private readonly Dictionary<string, (Optimizer Dense, Optimizer Sparse)> _optimizers = new()
    {
        ["Adam"] = (new Adam(1e-4f), new Adam(1e-4f)),
        ["AdaGrad"] = (new AdaGrad(1e-4f), new AdaGrad(1e-4f)),
        ["Sgd"] = (new Sgd(1e-4f), new Sgd(1e-4f)),
        ["Adam clipped by norm"] = (new Adam(1e-4f) { ClipNorm = 1 }, new Adam(1e-4f) { ClipNorm = 1 }),
    };

    private readonly Random _random = new(42);

    /// <summary>By name.</summary>
    [Params("Adam", "AdaGrad", "Sgd", "Adam clipped by norm")]
    public string Optimizer { get; set; } = "Adam";

    /// <summary>The whole table.</summary>
    [Benchmark(Baseline = true)]
    public float Dense()
    {
        Draw();
        return _dense.Step(_items, _wanted, _optimizers[Optimizer].Dense);
    }

    /// <summary>The rows of the batch.</summary>
    [Benchmark]
    public float Sparse()
    {
        Draw();
        return _sparse.Step(_items, _wanted, _optimizers[Optimizer].Sparse);
    }

    private void Draw()
    {
        for (int i = 0; i < BatchSize; i++) (_items[i], _wanted[i]) = (_random.Next(100_000), _random.NextSingle());
    }
}
