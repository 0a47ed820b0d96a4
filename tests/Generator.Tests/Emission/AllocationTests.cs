namespace NeuralNet.Gen.Generator.Tests.Emission;

/// <summary>Total bytes are those of the process: nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AloneCollection;

/// <summary>After warm-up no call of a network allocates a managed byte, on any thread.</summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const string Classifier = "Input(97), Dense(260), Gelu, Dropout(0.2f), Dense(130), Relu, Dense(10), SoftmaxCrossEntropy";
    private const string Regression = "Input(5), Dense(9), Tanh, Dense(3), MeanSquaredError";
    private const string Yes = "Input(3), Dense(300), Silu, Dense(1), BinaryCrossEntropy";

    [Theory]
    [InlineData(Classifier, 1)]
    [InlineData(Classifier, 2)]
    [InlineData(Regression, 1)]
    [InlineData(Regression, 2)]
    [InlineData(Yes, 1)]
    [InlineData(Yes, 2)]
    public void Nothing_is_allocated_after_warm_up(string layers, int threads)
    {
        // Enough samples that a team does take part.
        var network = new SpanNetwork(layers, batch: 200);
        using ThreadTeam? team = threads == 1 ? null : new ThreadTeam(threads);
        Optimizer sgd = new Sgd(1e-3f, momentum: 0.9f), adam = new Adam(), adamW = new AdamW();
        Assert.Equal(0, Least(() => network.Gradient(team)));
        Assert.Equal(0, Least(() => network.Loss(team)));
        Assert.Equal(0, Least(() => network.Predict(team)));
        Assert.Equal(0, Least(() => network.Forward(team)));
        Assert.Equal(0, Least(() => network.Step(sgd, team)));
        Assert.Equal(0, Least(() => network.Step(adam, team)));
        Assert.Equal(0, Least(() => network.Step(adamW, team)));
    }

    [Theory]
    [InlineData("Lstm")]
    [InlineData("Gru")]
    public void Recurrent_layers_allocate_nothing(string layer)
    {
        var network = new Interpreter.InterpretedNetwork(
            $"using NeuralNet.Gen; using static NeuralNet.Gen.Functional; [Network] partial class Net {{ static Tensor Forward([Shape(7, 20)] Tensor x, Tokens lengths) => new {layer}(24, bidirectional: true).Of(x, lengths: lengths).Output; static Scalar Loss(Tensor y, [Shape(7, 48)] Tensor t) => MeanSquaredError(y, t); }}");
        Batch batch = network.RandomBatch(200, 1);
        var output = new float[200 * 7 * 48];
        using var team = new ThreadTeam(2);
        Assert.Equal(0, Least(() => network.Network.Instance.Gradient(batch)));
        Assert.Equal(0, Least(() => network.Network.Instance.Gradient(batch, team)));
        Assert.Equal(0, Least(() => network.Network.Instance.Predict(batch, output)));
    }

    [Fact]
    public void A_smaller_batch_after_a_larger_one_allocates_nothing_and_a_larger_one_only_once()
    {
        var network = new SpanNetwork(Regression, batch: 40);
        (float[] input, float[] targets) = (network.Input, network.Targets);
        network.Gradient();
        (network.Input, network.Targets) = (input[..(7 * 5)], targets[..(7 * 3)]);
        Assert.Equal(0, Least(() => network.Gradient(), warm: false));
        (network.Input, network.Targets) = ([.. input, .. input], [.. targets, .. targets]);
        Assert.NotEqual(0, Bytes(() => network.Gradient()));
        Assert.Equal(0, Least(() => network.Gradient(), warm: false));
    }

    [Fact]
    public void The_measure_sees_bytes_of_this_thread_and_of_others()
    {
        Assert.NotEqual(0, Least(() => GC.KeepAlive(new byte[10])));
        using var go = new SemaphoreSlim(0);
        using var done = new SemaphoreSlim(0);
        var thread = new Thread(() =>
        {
            for (int i = 0; i < 31; i++)
            {
                go.Wait();
                GC.KeepAlive(new byte[100_000]);
                done.Release();
            }
        });
        thread.Start();
        Assert.True(Least(() =>
        {
            go.Release();
            done.Wait();
        }) >= 100_000);
        thread.Join();
    }

    /// <summary>The least of many runs: what the call itself allocates shows in every one, what the runtime does beside it does not.</summary>
    private static long Least(Action run, bool warm = true)
    {
        if (warm) run();
        long least = long.MaxValue;
        for (int i = 0; i < 30; i++) least = Math.Min(least, Bytes(run));
        return least;
    }

    private static long Bytes(Action run)
    {
        long thread = GC.GetAllocatedBytesForCurrentThread(), total = GC.GetTotalAllocatedBytes(true);
        run();
        long all = GC.GetTotalAllocatedBytes(true) - total, mine = GC.GetAllocatedBytesForCurrentThread() - thread;
        return Math.Max(all, mine);
    }
}
