namespace NeuralNet.Gen;

public sealed partial class Tensor
{
    /// <inheritdoc cref="NeuralNet.Gen.Lstm"/>
    /// <remarks>For states or lengths create a <see cref="NeuralNet.Gen.Lstm"/> and call its <c>Of</c>.</remarks>
    /// <param name="hidden">Units, at least 1.</param>
    /// <param name="layers">Layers, each over the output of the one before.</param>
    /// <param name="bidirectional">Whether every layer also runs from the end to the start; its output then holds both, the forward one first.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="dropout">While training, the share of every layer's output but the last one's that is set to zero.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>lstm</c>.</param>
    public Tensor Lstm(int hidden, int layers = 1, bool bidirectional = false, bool bias = true, float dropout = 0f, string? name = null) => throw new CompiledOnlyException();

    /// <inheritdoc cref="NeuralNet.Gen.Gru"/>
    /// <remarks>For states or lengths create a <see cref="NeuralNet.Gen.Gru"/> and call its <c>Of</c>.</remarks>
    /// <param name="hidden">Units, at least 1.</param>
    /// <param name="layers">Layers, each over the output of the one before.</param>
    /// <param name="bidirectional">Whether every layer also runs from the end to the start; its output then holds both, the forward one first.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="dropout">While training, the share of every layer's output but the last one's that is set to zero.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>gru</c>.</param>
    public Tensor Gru(int hidden, int layers = 1, bool bidirectional = false, bool bias = true, float dropout = 0f, string? name = null) => throw new CompiledOnlyException();

    /// <inheritdoc cref="NeuralNet.Gen.Rnn"/>
    /// <remarks>For states or lengths create a <see cref="NeuralNet.Gen.Rnn"/> and call its <c>Of</c>.</remarks>
    /// <param name="hidden">Units, at least 1.</param>
    /// <param name="layers">Layers, each over the output of the one before.</param>
    /// <param name="bidirectional">Whether every layer also runs from the end to the start; its output then holds both, the forward one first.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="dropout">While training, the share of every layer's output but the last one's that is set to zero.</param>
    /// <param name="activation">The function between two steps.</param>
    /// <param name="name">The whole parameter path. Default: made of the methods around it and <c>rnn</c>.</param>
    public Tensor Rnn(int hidden, int layers = 1, bool bidirectional = false, bool bias = true, float dropout = 0f, RnnActivation activation = RnnActivation.Tanh, string? name = null) => throw new CompiledOnlyException();
}
