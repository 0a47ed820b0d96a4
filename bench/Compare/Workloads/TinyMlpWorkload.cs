using Compare.Peer;
using NeuralNet.Gen;
using TorchSharp;
using static TorchSharp.torch.nn;

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
internal sealed class TinyMlpWorkload : Workload
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

    public override IContestant CreatePeer()
        => new TorchContestant(
            new TorchMlp(),
            _network,
            torch.tensor(_features, [BatchSize, 4]),
            torch.tensor(Array.ConvertAll(_labels, label => (long)label)));

    private sealed class TorchMlp : Module<torch.Tensor, torch.Tensor>
    {
        private readonly Module<torch.Tensor, torch.Tensor> dense1 = Linear(4, 16);
        private readonly Module<torch.Tensor, torch.Tensor> dense2 = Linear(16, 16);
        private readonly Module<torch.Tensor, torch.Tensor> dense3 = Linear(16, 3);

        public TorchMlp() : base(nameof(TinyMlp)) => RegisterComponents();

        public override torch.Tensor forward(torch.Tensor x)
            => dense3.forward(functional.relu(dense2.forward(functional.relu(dense1.forward(x)))));
    }
}
