namespace NeuralNet.Gen.Generator.Tests.Emission;

public sealed class ConcurrencyTests
{
    [Theory]
    [InlineData("Input(19), Dense(37), Gelu, Dropout(0.5f), Dense(11), SoftmaxCrossEntropy")]
    [InlineData("Input(5), Dense(700), Relu, Dense(650), Tanh, Dense(2), MeanSquaredError")]
    public void Predictions_of_eight_threads_at_once_have_the_bits_of_one_alone(string layers)
    {
        var network = new SpanNetwork(layers, batch: 150);
        network.Predict();
        float[] alone = network.Output;
        int length = network.Network.Info.Output.Length, inputs = network.Network.Info.Inputs[0].Length;
        using var start = new Barrier(8);
        var failures = new List<string>();
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(number => new Thread(() =>
        {
            var output = new float[alone.Length];
            start.SignalAndWait();
            for (int round = 0; round < 20; round++)
            {
                // Other threads take other samples at the same time: a shared buffer would show.
                int from = (number + round) % 7 * 10, count = round % 3 == 0 ? 150 - from : 1 + ((number * 31) + round) % (150 - from);
                network.Predict(network.Input.AsSpan(from * inputs, count * inputs), output.AsSpan(0, count * length));
                bool same = output.AsSpan(0, count * length).SequenceEqual(alone.AsSpan(from * length, count * length));
                if (!same) lock (failures) failures.Add($"thread {number}, round {round}");
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Empty(failures);
    }

    [Fact]
    public void Predictions_with_teams_on_two_threads_at_once_have_the_same_bits()
    {
        var network = new SpanNetwork("Input(5), Dense(300), Relu, Dense(2), MeanSquaredError", batch: 300);
        network.Predict();
        float[] alone = network.Output;
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            using var team = new ThreadTeam(2);
            var batch = new Batch([.. network.Network.Info.Inputs], 300) { Count = 300 };
            network.Input.CopyTo(batch.Floats(0));
            var output = new float[alone.Length];
            for (int round = 0; round < 20; round++)
            {
                network.Network.Predict(batch, output, team);
                if (!output.AsSpan().SequenceEqual(alone)) Interlocked.Increment(ref wrong);
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal(0, wrong);
    }

    /// <summary>An optimiser that holds the network inside a step until it is told to go on.</summary>
    private sealed class Holding() : Optimizer(0.1f, 0, [])
    {
        public ManualResetEventSlim IsInside { get; } = new();

        public ManualResetEventSlim GoOn { get; } = new();

        protected override void Update(OptimizerStep step)
        {
            IsInside.Set();
            GoOn.Wait(TimeSpan.FromSeconds(60));
        }
    }

    [Fact]
    public void While_one_thread_trains_another_is_refused_and_the_first_goes_on()
    {
        var network = new SpanNetwork("Input(4), Dense(6), Relu, Dense(3), SoftmaxCrossEntropy", batch: 9);
        var twin = new SpanNetwork("Input(4), Dense(6), Relu, Dense(3), SoftmaxCrossEntropy", batch: 9);
        var holding = new Holding();
        float loss = 0;
        var first = new Thread(() => loss = network.Step(holding));
        first.Start();
        Assert.True(holding.IsInside.Wait(TimeSpan.FromSeconds(60)));
        try
        {
            foreach (Action call in new Action[] { () => network.Gradient(), () => network.Loss(), () => network.Step(new Sgd(0.1f)) })
                Assert.Contains("one at a time", Assert.Throws<InvalidOperationException>(call).Message);
            // Predictions are free to go on.
            network.Predict();
        }
        finally
        {
            holding.GoOn.Set();
            first.Join();
        }

        Assert.Equal(twin.Gradient(), loss);
        Assert.Equal(twin.State(), network.State());
        Assert.Equal(twin.Step(new Sgd(0.1f)), network.Step(new Sgd(0.1f)));
        Assert.Equal(twin.State(), network.State());
    }

    [Fact]
    public void Many_threads_that_train_at_once_leave_a_network_that_works()
    {
        var network = new SpanNetwork("Input(40), Dense(200), Relu, Dense(3), SoftmaxCrossEntropy", batch: 90);
        var twin = new SpanNetwork("Input(40), Dense(200), Relu, Dense(3), SoftmaxCrossEntropy", batch: 90);
        float expected = twin.Gradient();
        long through = 0, refused = 0, other = 0;
        using var start = new Barrier(4);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            for (int round = 0; round < 100; round++)
            {
                try
                {
                    if (network.Gradient() != expected) Interlocked.Increment(ref other);
                    Interlocked.Increment(ref through);
                }
                catch (InvalidOperationException)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal((400L, 0L), (through + refused, other));
        Assert.Equal(through, network.Network.StepCount);
        Assert.Equal(expected, network.Gradient());
        Assert.Equal(twin.Network.Gradients.ToArray(), network.Network.Gradients.ToArray());
    }
}
