using NeuralNet.Gen;

namespace Compare;

/// <summary>A multilayer perceptron of the size of the iris data set.</summary>
[Network]
[Input(4)]
[Dense(16), Relu]
[Dense(16), Relu]
[Dense(3)]
[SoftmaxCrossEntropy]
internal sealed partial class TinyMlp;

/// <summary>4-16-16-3, batch 16: so little arithmetic that everything else shows, such as dispatch, allocation and call overhead.</summary>
internal sealed partial class TinyMlpWorkload : Workload
{
    private readonly TinyMlp _network = new(Seed);
    private readonly float[] _features;
    private readonly int[] _labels;

    public TinyMlpWorkload()
    {
        _features = SyntheticData.Uniform(BatchSize * 4, Seed);
        _labels = SyntheticData.Labels(BatchSize, 3, Seed);
    }

    public override string Name => "mlp-4-16-16-3-b16";

    public override int BatchSize => 16;

    public override INetwork Network => _network;

    public override float Step(Optimizer optimizer, ThreadTeam? team) => _network.Step(_features, _labels, optimizer, team);

    public override float Gradient(ThreadTeam? team) => _network.Gradient(_features, _labels, team);

    public override void Predict(Span<float> output, ThreadTeam? team) => _network.Predict(_features, output, team);

    public override void PredictOne(Span<float> output) => _network.Predict(_features.AsSpan(0, 4), output);
}
