namespace NeuralNet.Gen.Generator.Tests.Emission;

/// <summary>A bad batch gets an error that says what is wrong where, and nothing of the network or the optimiser changes.</summary>
public sealed class BadInputTests
{
    private const string Classifier = "Input(4), Dense(6), Relu, Dropout(0.5f), Dense(3), SoftmaxCrossEntropy", Trained = "Input(4), Dense(3), MeanSquaredError";

    [Theory]
    [InlineData("input one short", typeof(ArgumentException), "'input' has 35 elements; a positive multiple of 4, one sample's, is expected")]
    [InlineData("input one long", typeof(ArgumentException), "'input' has 37 elements; a positive multiple of 4, one sample's, is expected")]
    [InlineData("empty", typeof(ArgumentException), "'input' has 0 elements; a positive multiple of 4, one sample's, is expected")]
    [InlineData("labels short", typeof(ArgumentException), "'labels' has 8 elements; 9 are expected: 9 samples of 1")]
    [InlineData("no labels", typeof(ArgumentException), "'labels' has 0 elements; 9 are expected: 9 samples of 1")]
    [InlineData("label too large", typeof(ArgumentOutOfRangeException), "'labels'[8] is 3; 0 to 2 is expected")]
    [InlineData("label negative", typeof(ArgumentOutOfRangeException), "'labels'[0] is -1; 0 to 2 is expected")]
    public void A_batch_that_does_not_fit_changes_nothing(string mistake, Type exception, string message)
    {
        var network = new SpanNetwork(Classifier, batch: 9);
        var adam = new Adam(1e-2f);
        network.Step(adam);
        network.Gradient();
        string before = network.State();
        (float[] input, int[] labels) = (network.Input, network.Labels);
        (network.Input, network.Labels) = mistake switch
        {
            "input one short" => (input[..35], labels),
            "input one long" => ([.. input, 1f], labels),
            "empty" => ([], []),
            "labels short" => (input, labels[..8]),
            "no labels" => (input, []),
            "label too large" => (input, [.. labels[..8], 3]),
            _ => (input, [-1, .. labels[1..]]),
        };
        foreach (Action call in new Action[] { () => network.Gradient(), () => network.Loss(), () => network.Step(adam) })
        {
            Exception error = Assert.Throws(exception, call);
            Assert.StartsWith(message, error.Message);
            Assert.Equal(before, network.State());
        }

        Assert.Equal(1, adam.StepCount);
        // And it goes on as if nothing had been.
        var twin = new SpanNetwork(Classifier, batch: 9);
        var adamOfTwin = new Adam(1e-2f);
        twin.Step(adamOfTwin);
        twin.Gradient();
        (network.Input, network.Labels) = (input, labels);
        Assert.Equal(twin.Step(adamOfTwin), network.Step(adam));
        Assert.Equal(twin.State(), network.State());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(26)]
    [InlineData(28)]
    public void An_output_of_the_wrong_length_is_refused_untouched(int length)
    {
        var network = new SpanNetwork(Classifier, batch: 9);
        var output = new float[length];
        Array.Fill(output, 7f);
        network.Output = output;
        foreach (Action call in new Action[] { () => network.Predict(), () => network.Forward() })
            Assert.StartsWith($"'output' has {length} elements; 27 are expected", Assert.Throws<ArgumentException>(call).Message);
        Assert.All(output, x => Assert.Equal(7f, x));
    }

    [Theory]
    [InlineData(float.NaN, 5, 1, 1)]
    [InlineData(float.PositiveInfinity, 35, 8, 3)]
    [InlineData(float.NegativeInfinity, 0, 0, 0)]
    public void A_number_that_is_not_finite_is_named_by_sample_and_element_and_nothing_is_updated(float bad, int place, int sample, int element)
    {
        // One linear layer: the number reaches the loss whatever its sign.
        var network = new SpanNetwork(Trained, batch: 9);
        var adam = new Adam(1e-2f);
        network.Step(adam);
        float[] parameters = network.Network.Parameters.ToArray();
        float[][] moments = [.. adam.State.Select(s => s.Values.ToArray())];
        float good = network.Input[place];
        network.Input[place] = bad;
        var error = Assert.Throws<NonFiniteLossException>(() => network.Step(adam));
        Assert.Equal(("input", (int?)sample, (int?)element), (error.Column, error.Sample, error.Element));
        Assert.Contains($"'input' of sample {sample} holds", error.Message);
        Assert.StartsWith("step 2: ", error.Message);
        Assert.False(float.IsFinite(error.Loss));
        Assert.Equal(parameters, network.Network.Parameters.ToArray());
        Assert.Equal(moments, adam.State.Select(s => s.Values.ToArray()));
        Assert.Equal((1L, 1L), (network.Network.StepCount, adam.StepCount));

        network.Input[place] = good;
        var twin = new SpanNetwork(Trained, batch: 9);
        var adamOfTwin = new Adam(1e-2f);
        twin.Step(adamOfTwin);
        Assert.Equal(twin.Step(adamOfTwin), network.Step(adam));
        Assert.Equal(twin.State(), network.State());
    }

    [Fact]
    public void A_target_that_is_not_finite_is_told_apart_from_the_input()
    {
        var network = new SpanNetwork(Trained, batch: 9);
        network.Targets[4] = float.NaN;
        float[] parameters = network.Network.Parameters.ToArray();
        var error = Assert.Throws<NonFiniteLossException>(() => network.Step(new Sgd(0.1f)));
        Assert.Contains("a target or a parameter is not", error.Message);
        Assert.Equal(parameters, network.Network.Parameters.ToArray());
        Assert.Equal(0, network.Network.StepCount);
    }

    [Fact]
    public void An_optimiser_that_fails_leaves_the_step_uncounted_and_the_network_usable()
    {
        var network = new SpanNetwork(Trained, batch: 9);
        Assert.Throws<NotSupportedException>(() => network.Step(new Failing()));
        Assert.Equal(0, network.Network.StepCount);
        Assert.Throws<ArgumentNullException>(() => network.Step(null!));
        Assert.True(network.Step(new Sgd(0.1f)) > 0);
    }

    [Fact]
    public void A_group_that_matches_nothing_is_told_before_anything_happens()
    {
        var network = new SpanNetwork(Trained, batch: 9);
        float[] parameters = network.Network.Parameters.ToArray();
        var error = Assert.Throws<ArgumentException>(() => network.Step(new Adam { Groups = { new ParameterGroup("*.gain") } }));
        Assert.Contains("'*.gain'", error.Message);
        Assert.Contains("dense1.weight, dense1.bias", error.Message);
        Assert.Equal(parameters, network.Network.Parameters.ToArray());
        Assert.Equal(0, network.Network.StepCount);
    }

    private sealed class Failing() : Optimizer(0.1f, 0, [])
    {
        protected override void Update(OptimizerStep step) => throw new NotSupportedException();
    }
}
