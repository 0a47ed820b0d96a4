namespace NeuralNet.Gen;

/// <summary>
/// Long short-term memory over [batch, time, features] (Hochreiter and Schmidhuber, 1997; PyTorch's <c>LSTM</c> with <c>batch_first</c>): with i, f, g, o the gates of
/// W·x + b + U·h + b', c' = σ(f)·c + σ(i)·tanh(g) and h' = σ(o)·tanh(c'). Output
/// [batch, time, directions·hidden]. Parameters, for every layer and direction, <c>weight_ih_l0</c> [4·hidden, in], <c>weight_hh_l0</c>
/// [4·hidden, hidden], <c>bias_ih_l0</c> and <c>bias_hh_l0</c> [4·hidden], then <c>…_l0_reverse</c>, <c>…_l1</c> and so on; all start uniformly in ±1/√hidden.
/// </summary>
public sealed class Lstm
{
    /// <summary>Declares the layer; the width of its input is that of its first use, and later uses must agree.</summary>
    /// <param name="hidden">Units, at least 1.</param>
    /// <param name="layers">Layers, each over the output of the one before.</param>
    /// <param name="bidirectional">Whether every layer also runs from the end to the start; its output then holds both, the forward one first.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="dropout">While training, the share of every layer's output but the last one's that is set to zero.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>lstm</c>.</param>
    public Lstm(int hidden, int layers = 1, bool bidirectional = false, bool bias = true, float dropout = 0f, string? name = null) => throw new CompiledOnlyException();

    /// <summary>
    /// The layer over a sequence: the output of the last layer at every place, and the states of all layers after their last step. States are
    /// [batch, layers·directions, hidden], the forward direction of a layer before its reverse one: PyTorch puts the batch second.
    /// </summary>
    /// <param name="x">[batch, time, features].</param>
    /// <param name="hidden">The hidden states to start from, [batch, layers·directions, hidden], or without the batch. Default: zeros.</param>
    /// <param name="cell">The cell states to start from, likewise.</param>
    /// <param name="lengths">
    /// How many places of a sample count, one integer from 0 to time for each, as in PyTorch's packed sequences: beyond them the output is 0 and the states stay, and a
    /// reverse direction starts at the last place that counts. Default: all.
    /// </param>
    public (Tensor Output, Tensor Hidden, Tensor Cell) Of(Tensor x, Tensor? hidden = null, Tensor? cell = null, Tokens? lengths = null) => throw new CompiledOnlyException();
}
