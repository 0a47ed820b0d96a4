using NeuralNet.Gen;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace Compare.Peer;

/// <summary>The peer's side of a classification: an eager module with cross-entropy and Adam, as a user of TorchSharp writes it.</summary>
internal sealed class TorchContestant : IContestant
{
    private readonly Module<torch.Tensor, torch.Tensor> _module;
    private readonly Func<torch.Tensor, torch.Tensor, torch.Tensor> _loss;
    private readonly torch.Tensor _batch;
    private readonly torch.Tensor _sample;
    private readonly torch.Tensor _targets;
    private readonly StartingWeights _startingWeights;
    private torch.optim.Optimizer _adam;

    /// <summary>Wraps a module; it, the batch and the targets belong to the contestant from now on.</summary>
    /// <param name="module">Yields scores, classes last.</param>
    /// <param name="network">The generated network whose weights the module starts from.</param>
    /// <param name="batch">Inputs, one sample along the first dimension.</param>
    /// <param name="targets">Labels (int64): [batch], or [batch, time] for scores [batch, time, classes].</param>
    /// <param name="loss">Mean loss from scores and targets. Default: cross-entropy.</param>
    public TorchContestant(
        Module<torch.Tensor, torch.Tensor> module,
        INetwork network,
        torch.Tensor batch,
        torch.Tensor targets,
        Func<torch.Tensor, torch.Tensor, torch.Tensor>? loss = null)
    {
        _module = module;
        _loss = loss ?? CrossEntropy;
        _batch = batch;
        _sample = batch.narrow(0, 0, 1).clone();
        _targets = targets;
        _startingWeights = new StartingWeights(network, module);
        _adam = NewAdam();
    }

    public void Restart(bool training)
    {
        _startingWeights.Restore();
        _adam.Dispose();
        _adam = NewAdam();
        _module.train(training);
    }

    public void EndTraining() => _module.eval();

    public float StepAndReadLoss()
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor loss = Backward();
        _adam.step();
        return loss.item<float>();
    }

    public void ReadPrediction(Span<float> output)
    {
        using var scope = torch.NewDisposeScope();
        Probabilities(_batch).data<float>().ToArray().CopyTo(output);
    }

    public void Step()
    {
        using var scope = torch.NewDisposeScope();
        Backward();
        _adam.step();
    }

    public void Gradient()
    {
        using var scope = torch.NewDisposeScope();
        Backward();
    }

    public void Predict()
    {
        using var scope = torch.NewDisposeScope();
        Probabilities(_batch);
    }

    public void PredictOne()
    {
        using var scope = torch.NewDisposeScope();
        Probabilities(_sample);
    }

    public void Dispose()
    {
        _startingWeights.Dispose();
        _adam.Dispose();
        _batch.Dispose();
        _sample.Dispose();
        _targets.Dispose();
        _module.Dispose();
    }

    private torch.Tensor Backward()
    {
        _adam.zero_grad();
        torch.Tensor loss = _loss(_module.forward(_batch), _targets);
        loss.backward();
        return loss;
    }

    // PyTorch wants the classes of a sequence second; flattening is what its users do (nanoGPT's view).
    private static torch.Tensor CrossEntropy(torch.Tensor scores, torch.Tensor labels) => scores.dim() == 2
        ? functional.cross_entropy(scores, labels)
        : functional.cross_entropy(scores.view(-1, scores.shape[^1]), labels.view(-1));

    private torch.Tensor Probabilities(torch.Tensor input)
    {
        using var mode = torch.inference_mode();
        return functional.softmax(_module.forward(input), -1);
    }

    private torch.optim.Optimizer NewAdam() => torch.optim.Adam(_module.parameters(), 1e-3);
}
