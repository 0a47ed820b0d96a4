namespace NeuralNet.Gen;

/// <summary>A layer that keeps its parameters, so that it can be used more than once: every use shares them.</summary>
public abstract class Layer
{
    private protected Layer()
    {
    }

    /// <summary>The layer applied to <paramref name="x"/>.</summary>
    public Tensor Of(Tensor x) => throw new CompiledOnlyException();
}
