using BenchmarkDotNet.Attributes;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>One update of as many parameters as the README's network has: bound by memory traffic.</summary>
public class OptimizerBenchmarks
{
    private const int Count = 535_818;

    private readonly float[] _parameters = new float[Count];
    private readonly float[] _gradients = new float[Count];
    private readonly Optimizer _sgd = new Sgd(1e-3f);
    private readonly Optimizer _momentum = new Sgd(1e-3f, momentum: 0.9f);
    private readonly Optimizer _adam = new Adam();
    private readonly Optimizer _adamW = new AdamW();
    private readonly Optimizer _clipped = new AdamW { ClipNorm = 1 };
    private readonly Optimizer _rmsProp = new RmsProp(momentum: 0.9f, centered: true);
    private readonly Optimizer _lion = new Lion();
    private ThreadTeam? _team;

    /// <summary>Members of the team; 1 for none.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Fills both vectors with seeded numbers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(42);
        for (int i = 0; i < Count; i++)
        {
            _parameters[i] = random.NextSingle() - 0.5f;
            _gradients[i] = random.NextSingle() - 0.5f;
        }

        _team = Threads > 1 ? new ThreadTeam(Threads) : null;
    }

    /// <summary>Ends the team.</summary>
    [GlobalCleanup]
    public void Cleanup() => _team?.Dispose();

    /// <summary>Plain gradient descent: no state.</summary>
    [Benchmark]
    public void Sgd() => _sgd.Step(_parameters, _gradients, _team);

    /// <summary>One vector of state.</summary>
    [Benchmark]
    public void SgdWithMomentum() => _momentum.Step(_parameters, _gradients, _team);

    /// <summary>Two vectors of state.</summary>
    [Benchmark]
    public void Adam() => _adam.Step(_parameters, _gradients, _team);

    /// <summary>Two vectors of state and decay.</summary>
    [Benchmark]
    public void AdamW() => _adamW.Step(_parameters, _gradients, _team);

    /// <summary>The same, and one more pass over the gradients for their norm.</summary>
    [Benchmark]
    public void AdamWWithClipping() => _clipped.Step(_parameters, _gradients, _team);

    /// <summary>Three vectors of state.</summary>
    [Benchmark]
    public void RmsProp() => _rmsProp.Step(_parameters, _gradients, _team);

    /// <summary>One vector of state.</summary>
    [Benchmark]
    public void Lion() => _lion.Step(_parameters, _gradients, _team);
}
