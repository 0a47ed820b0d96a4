using NeuralNet.Gen;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace Compare.Peer;

/// <summary>The generated network's weights as they start, and the peer's parameters of the same names to copy them into.</summary>
internal sealed class StartingWeights : IDisposable
{
    private readonly List<(torch.Tensor Parameter, torch.Tensor Start)> _pairs = [];

    /// <summary>Pairs every parameter of both sides.</summary>
    /// <exception cref="InvalidOperationException">A parameter is on one side only, or its shapes differ.</exception>
    public StartingWeights(INetwork network, Module<torch.Tensor, torch.Tensor> module)
    {
        Dictionary<string, torch.Tensor> theirs = module.named_parameters().ToDictionary(p => p.name, p => (torch.Tensor)p.parameter);
        foreach (ParameterInfo ours in network.Info.Parameters)
        {
            if (!theirs.Remove(ours.Name, out torch.Tensor? parameter))
                throw new InvalidOperationException($"{network.Info.Name}: the TorchSharp module has no parameter '{ours.Name}'");
            if (!parameter.shape.SequenceEqual(ours.Shape.Select(extent => (long)extent)))
            {
                throw new InvalidOperationException(
                    $"{network.Info.Name}: '{ours.Name}' is [{string.Join(", ", ours.Shape)}], in the TorchSharp module [{string.Join(", ", parameter.shape)}]");
            }

            _pairs.Add((parameter, torch.tensor(Logical(ours, network.Parameters), parameter.shape)));
        }

        if (theirs.Count > 0)
            throw new InvalidOperationException($"{network.Info.Name}: the generated network has no parameter '{theirs.Keys.First()}' of the TorchSharp module");
    }

    /// <summary>Copies the starting weights into the module.</summary>
    public void Restore()
    {
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        foreach ((torch.Tensor parameter, torch.Tensor start) in _pairs) parameter.copy_(start);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, torch.Tensor start) in _pairs) start.Dispose();
    }

    // Our memory order is whatever the strides say; the peer wants the logical row-major order.
    private static float[] Logical(ParameterInfo info, ReadOnlySpan<float> parameters)
    {
        var values = new float[info.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int rest = i, place = info.Offset;
            for (int d = info.Shape.Length - 1; d >= 0; d--)
            {
                place += rest % info.Shape[d] * info.Strides[d];
                rest /= info.Shape[d];
            }

            values[i] = parameters[place];
        }

        return values;
    }
}
