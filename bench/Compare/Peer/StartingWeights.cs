using System.Collections.Immutable;
using NeuralNet.Gen;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace Compare.Peer;

/// <summary>The generated network's weights and running statistics as they start, and the peer's parameters and buffers of the same names to copy them into.</summary>
internal sealed class StartingWeights : IDisposable
{
    private readonly List<(torch.Tensor Tensor, torch.Tensor Start)> _pairs = [];

    /// <summary>Pairs every parameter and every running statistic of both sides.</summary>
    /// <exception cref="InvalidOperationException">A tensor is on one side only, or its shapes differ.</exception>
    public StartingWeights(INetwork network, Module<torch.Tensor, torch.Tensor> module)
    {
        Pair("parameter", network, network.Info.Parameters, network.Parameters, module.named_parameters().ToDictionary(p => p.name, p => (torch.Tensor)p.parameter));

        // TorchSharp counts batches beside the statistics; nothing reads the count while the momentum is a number.
        Pair("buffer", network, network.Info.State, network.State,
            module.named_buffers().Where(b => !b.name.EndsWith(".num_batches_tracked", StringComparison.Ordinal)).ToDictionary(b => b.name, b => b.buffer));
    }

    /// <summary>Copies the starting weights into the module.</summary>
    public void Restore()
    {
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        foreach ((torch.Tensor tensor, torch.Tensor start) in _pairs) tensor.copy_(start);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, torch.Tensor start) in _pairs) start.Dispose();
    }

    private void Pair(string kind, INetwork network, ImmutableArray<ParameterInfo> infos, ReadOnlySpan<float> values, Dictionary<string, torch.Tensor> theirs)
    {
        foreach (ParameterInfo ours in infos)
        {
            if (!theirs.Remove(ours.Name, out torch.Tensor? tensor))
                throw new InvalidOperationException($"{network.Info.Name}: the TorchSharp module has no {kind} '{ours.Name}'");
            if (!tensor.shape.SequenceEqual(ours.Shape.Select(extent => (long)extent)))
            {
                throw new InvalidOperationException(
                    $"{network.Info.Name}: '{ours.Name}' is [{string.Join(", ", ours.Shape)}], in the TorchSharp module [{string.Join(", ", tensor.shape)}]");
            }

            _pairs.Add((tensor, torch.tensor(LogicalOrder.Of(ours, values), tensor.shape)));
        }

        if (theirs.Count > 0)
            throw new InvalidOperationException($"{network.Info.Name}: the generated network has no {kind} '{theirs.Keys.First()}' of the TorchSharp module");
    }
}
