namespace NeuralNet.Gen;

/// <summary>A table of trained rows, looked up by token (PyTorch's <c>Embedding</c>). Parameter <c>weight</c> [rows, width].</summary>
public sealed class Embedding
{
    /// <summary>Declares the table.</summary>
    /// <param name="rows">Tokens known: 0 ≤ token &lt; rows.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="standardDeviation">Of the normal distribution that the weights start from.</param>
    /// <param name="sparse">
    /// Whether the gradient is that of the rows that a batch looks up, and these alone are updated, so that a step does not cost what the table holds (<c>sparse=True</c> of PyTorch). The optimiser must allow it, as Sgd without momentum,
    /// AdaGrad and Adam do, each without weight decay; such rows cannot <see cref="Decode"/>.
    /// </param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>embedding</c>.</param>
    public Embedding(int rows, int width, float standardDeviation = 1f, bool sparse = false, string? name = null) => throw new CompiledOnlyException();

    /// <summary>The rows of tokens: [batch, …] → [batch, …, width].</summary>
    public Tensor Of(Tokens tokens) => throw new CompiledOnlyException();

    /// <summary>Scores of all tokens with the same weights: [batch, …, width] → [batch, …, rows].</summary>
    public Tensor Decode(Tensor x) => throw new CompiledOnlyException();
}
