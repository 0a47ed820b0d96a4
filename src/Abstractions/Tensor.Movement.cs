namespace NeuralNet.Gen;

public sealed partial class Tensor
{
    /// <summary>The matrix product over the last two dimensions, […, m, k]·[…, k, n] → […, m, n]; see <see cref="Functional.MatMul"/>.</summary>
    /// <param name="other">The second factor.</param>
    public Tensor MatMul(Tensor other) => throw new CompiledOnlyException();

    /// <summary>Two dimensions exchanged. Where a product reads it, nothing is moved.</summary>
    /// <param name="first">Not the batch; negative numbers count from the end.</param>
    /// <param name="second">Not the batch; negative numbers count from the end.</param>
    public Tensor Transpose(int first, int second) => throw new CompiledOnlyException();

    /// <summary>Dimensions in another order (PyTorch's <c>permute</c>).</summary>
    /// <param name="order">For each dimension of the result, which one of this tensor it is. The batch, 0, stays first.</param>
    public Tensor Permute(params int[] order) => throw new CompiledOnlyException();

    /// <summary>Part of one dimension.</summary>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    /// <param name="start">The first place; negative numbers count from the end.</param>
    /// <param name="length">Places of the result, at least 1.</param>
    /// <param name="step">Places between neighbours of the result, at least 1.</param>
    public Tensor Slice(int dimension, int start, int length, int step = 1) => throw new CompiledOnlyException();

    /// <summary>Part of one dimension: <see cref="Slice"/> without steps (PyTorch's <c>narrow</c>).</summary>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    /// <param name="start">The first place; negative numbers count from the end.</param>
    /// <param name="length">Places of the result, at least 1.</param>
    public Tensor Narrow(int dimension, int start, int length) => throw new CompiledOnlyException();

    /// <summary>One place of a dimension, which goes away (PyTorch's <c>select</c>).</summary>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    /// <param name="index">Negative numbers count from the end.</param>
    public Tensor Select(int dimension, int index) => throw new CompiledOnlyException();

    /// <summary>Pieces of equal size along a dimension; the last one may be smaller (PyTorch's <c>split</c>).</summary>
    /// <param name="size">Of each piece, at least 1.</param>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    public Tensor[] Split(int size, int dimension) => throw new CompiledOnlyException();

    /// <summary>Pieces of given sizes along a dimension (PyTorch's <c>split</c>).</summary>
    /// <param name="sizes">Each at least 1; their sum is the extent.</param>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    public Tensor[] Split(int[] sizes, int dimension) => throw new CompiledOnlyException();

    /// <summary>
    /// At most so many pieces along a dimension, each of the extent divided by their number and rounded up; the last one may be smaller (PyTorch's
    /// <c>chunk</c>, which may give fewer).
    /// </summary>
    /// <param name="chunks">At least 1.</param>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    public Tensor[] Chunk(int chunks, int dimension = -1) => throw new CompiledOnlyException();

    /// <summary>A border of one number around one dimension.</summary>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    /// <param name="before">Places before, at least 0.</param>
    /// <param name="after">Places after, at least 0.</param>
    /// <param name="value">What the border holds.</param>
    public Tensor Pad(int dimension, int before, int after, float value = 0f) => throw new CompiledOnlyException();

    /// <summary>A border of one number (PyTorch's <c>pad</c> with <c>mode='constant'</c>).</summary>
    /// <param name="padding">Places before and after, for the last dimension first: [left, right, top, bottom].</param>
    /// <param name="value">What the border holds.</param>
    public Tensor Pad(int[] padding, float value) => throw new CompiledOnlyException();

    /// <summary>The whole repeated along each dimension, one after the other (PyTorch's <c>repeat</c> and <c>tile</c>).</summary>
    /// <param name="repeats">One for each dimension but the batch, each at least 1.</param>
    public Tensor Tile(params int[] repeats) => throw new CompiledOnlyException();

    /// <summary>Every place of a dimension repeated before the next one (PyTorch's <c>repeat_interleave</c>).</summary>
    /// <param name="repeats">At least 1.</param>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    public Tensor RepeatInterleave(int repeats, int dimension = -1) => throw new CompiledOnlyException();

    /// <summary>With a new dimension of extent 1.</summary>
    /// <param name="dimension">Where it stands, at least 1 (the batch stays first); −1 is behind the last.</param>
    public Tensor Unsqueeze(int dimension) => throw new CompiledOnlyException();

    /// <summary>Without a dimension of extent 1.</summary>
    /// <param name="dimension">The batch is 0 and cannot be meant; negative numbers count from the end.</param>
    public Tensor Squeeze(int dimension) => throw new CompiledOnlyException();

    /// <summary>Dimensions of extent 1, and missing leading ones behind the batch, stretched to a shape without copies (PyTorch's <c>expand</c>).</summary>
    /// <param name="shape">Without the batch; a tensor that depends on no input has none.</param>
    public Tensor Expand(params int[] shape) => throw new CompiledOnlyException();

    /// <summary>Stretched to the shape of another tensor, its batch included: gives every sample a copy of a parameter (PyTorch's <c>expand_as</c>).</summary>
    /// <param name="other">Gives the shape; its numbers are not read.</param>
    public Tensor ExpandAs(Tensor other) => throw new CompiledOnlyException();
}
