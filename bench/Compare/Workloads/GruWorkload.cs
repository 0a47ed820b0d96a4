using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Compare;

/// <summary>An image read row by row by gated recurrent units; the state after the last row is classified.</summary>
[Network]
internal sealed partial class GruClassifier
{
    private static Tensor Forward([Shape(28, 28)] Tensor x)
    {
        (_, Tensor hidden) = new Gru(128).Of(x);
        return hidden.Flatten().Dense(10);
    }

    private static Scalar Loss(Tensor scores, Tokens labels) => CrossEntropy(scores, labels);
}

/// <summary>28 steps of 28 features, 128 units, batch 64: bound by a product for every step that must wait for the step before.</summary>
internal sealed partial class GruWorkload : Workload
{
    private readonly GruClassifier _network = new(Seed);
    private readonly float[] _images;
    private readonly int[] _labels;

    public GruWorkload()
    {
        _images = SyntheticData.Uniform(BatchSize * 784, Seed);
        _labels = SyntheticData.Labels(BatchSize, 10, Seed);
    }

    public override string Name => "gru-28x28-h128-b64";

    public override int BatchSize => 64;

    public override INetwork Network => _network;

    public override float Step(Optimizer optimizer, ThreadTeam? team) => _network.Step(_images, _labels, optimizer, team);

    public override float Gradient(ThreadTeam? team) => _network.Gradient(_images, _labels, team);

    public override void Predict(Span<float> output, ThreadTeam? team) => _network.Predict(_images, output, team);

    public override void PredictOne(Span<float> output) => _network.Predict(_images.AsSpan(0, 784), output);
}
