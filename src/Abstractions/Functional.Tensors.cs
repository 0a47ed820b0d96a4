namespace NeuralNet.Gen;

public static partial class Functional
{
    /// <summary>
    /// The matrix product over the last two dimensions, […, m, k]·[…, k, n] → […, m, n]. Leading dimensions are broadcast; every element is one chain of
    /// fused multiply-adds in ascending k. Factors transposed in their last two dimensions are read as they lie.
    /// </summary>
    /// <param name="a">At least two dimensions.</param>
    /// <param name="b">At least two dimensions; [k, n] is one matrix for all.</param>
    public static Tensor MatMul(Tensor a, Tensor b) => throw new CompiledOnlyException();

    /// <summary>The smaller of two numbers, element by element, broadcast; NaN where either is. Equal ones share the gradient.</summary>
    /// <param name="a">A tensor or a number.</param>
    /// <param name="b">A tensor or a number.</param>
    public static Tensor Minimum(Tensor a, Tensor b) => throw new CompiledOnlyException();

    /// <summary>The larger of two numbers, element by element, broadcast; NaN where either is. Equal ones share the gradient.</summary>
    /// <param name="a">A tensor or a number.</param>
    /// <param name="b">A tensor or a number.</param>
    public static Tensor Maximum(Tensor a, Tensor b) => throw new CompiledOnlyException();

    /// <summary>a where the mask is set (not 0), otherwise b; all three are broadcast. No gradient reaches what is not taken.</summary>
    /// <param name="mask">As comparisons make it.</param>
    /// <param name="a">A tensor or a number.</param>
    /// <param name="b">A tensor or a number.</param>
    public static Tensor Where(Tensor mask, Tensor a, Tensor b) => throw new CompiledOnlyException();

    /// <summary>Given numbers as a tensor [length] that is the same for every sample and not trained.</summary>
    /// <param name="numbers">1 to 4096.</param>
    public static Tensor Constant(params float[] numbers) => throw new CompiledOnlyException();

    /// <summary>Tensors one behind the other along a dimension; the other extents agree (PyTorch's <c>cat</c>).</summary>
    /// <param name="tensors">At least one.</param>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    public static Tensor Concat(Tensor[] tensors, int dimension = -1) => throw new CompiledOnlyException();

    /// <summary>Tensors of one shape side by side along a new dimension (PyTorch's <c>stack</c>).</summary>
    /// <param name="tensors">At least one.</param>
    /// <param name="dimension">Where the new one stands, at least 1 (the batch stays first); −1 is behind the last.</param>
    public static Tensor Stack(Tensor[] tensors, int dimension) => throw new CompiledOnlyException();

    /// <summary>
    /// Rows of a table by number. A table [rows, width] that is the same for every sample, such as a parameter: tokens [batch, …] → [batch, …, width]. A
    /// table of each sample's own, [batch, rows, width]: tokens [batch, count] → [batch, count, width], a product with ones and zeros, so that a NaN in any
    /// row reaches all.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <param name="tokens">0 ≤ token &lt; rows.</param>
    public static Tensor Gather(Tensor table, Tokens tokens) => throw new CompiledOnlyException();

    /// <summary>
    /// Rows added up at their numbers, for each sample: rows [batch, n, width], tokens [batch, n] → [batch, count, width]; places without a row are 0. The dual of
    /// <see cref="Gather"/>; a product with ones and zeros.
    /// </summary>
    /// <param name="rows">What is added.</param>
    /// <param name="tokens">Where: 0 ≤ token &lt; count.</param>
    /// <param name="count">Places of the result, at least 1.</param>
    public static Tensor ScatterAdd(Tensor rows, Tokens tokens, int count) => throw new CompiledOnlyException();

    /// <summary>1 at each token's number, otherwise 0: tokens [batch, …] → [batch, …, classes].</summary>
    /// <param name="tokens">0 ≤ token &lt; classes.</param>
    /// <param name="classes">At least 1.</param>
    public static Tensor OneHot(Tokens tokens, int classes) => throw new CompiledOnlyException();
}
