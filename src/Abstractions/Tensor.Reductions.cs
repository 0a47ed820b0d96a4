namespace NeuralNet.Gen;

public sealed partial class Tensor
{
    /// <summary>The sum.</summary>
    /// <param name="dimension">The batch is 0 and cannot be reduced over; negative numbers count from the end.</param>
    /// <param name="keepDimensions">Whether the dimension stays, with extent 1.</param>
    public Tensor Sum(int dimension, bool keepDimensions) => throw new CompiledOnlyException();

    /// <summary>The sum.</summary>
    /// <param name="dimensions">Each once. None: all but the batch.</param>
    public Tensor Sum(params int[] dimensions) => throw new CompiledOnlyException();

    /// <summary>The sum.</summary>
    /// <param name="dimensions">Each once. Empty: all but the batch.</param>
    /// <param name="keepDimensions">Whether they stay, with extent 1.</param>
    public Tensor Sum(int[] dimensions, bool keepDimensions) => throw new CompiledOnlyException();

    /// <summary>The arithmetic mean.</summary>
    /// <param name="dimension">The batch is 0 and cannot be reduced over; negative numbers count from the end.</param>
    /// <param name="keepDimensions">Whether the dimension stays, with extent 1.</param>
    public Tensor Mean(int dimension, bool keepDimensions) => throw new CompiledOnlyException();

    /// <summary>The arithmetic mean over some dimensions; <see cref="Mean()"/> is the mean over all and the batch.</summary>
    /// <param name="dimensions">Each once.</param>
    public Tensor Mean(params int[] dimensions) => throw new CompiledOnlyException();

    /// <summary>The arithmetic mean.</summary>
    /// <param name="dimensions">Each once. Empty: all but the batch.</param>
    /// <param name="keepDimensions">Whether they stay, with extent 1.</param>
    public Tensor Mean(int[] dimensions, bool keepDimensions) => throw new CompiledOnlyException();

    /// <summary>The largest number; equal ones share the gradient evenly (PyTorch's <c>amax</c>).</summary>
    /// <param name="dimension">The batch is 0 and cannot be reduced over; negative numbers count from the end.</param>
    /// <param name="keepDimensions">Whether the dimension stays, with extent 1.</param>
    public Tensor Max(int dimension, bool keepDimensions) => throw new CompiledOnlyException();

    /// <summary>The largest number; equal ones share the gradient evenly (PyTorch's <c>amax</c>).</summary>
    /// <param name="dimensions">Each once. None: all but the batch.</param>
    public Tensor Max(params int[] dimensions) => throw new CompiledOnlyException();

    /// <summary>The largest number; equal ones share the gradient evenly (PyTorch's <c>amax</c>).</summary>
    /// <param name="dimensions">Each once. Empty: all but the batch.</param>
    /// <param name="keepDimensions">Whether they stay, with extent 1.</param>
    public Tensor Max(int[] dimensions, bool keepDimensions) => throw new CompiledOnlyException();

    /// <summary>The smallest number; equal ones share the gradient evenly (PyTorch's <c>amin</c>).</summary>
    /// <param name="dimension">The batch is 0 and cannot be reduced over; negative numbers count from the end.</param>
    /// <param name="keepDimensions">Whether the dimension stays, with extent 1.</param>
    public Tensor Min(int dimension, bool keepDimensions) => throw new CompiledOnlyException();

    /// <summary>The smallest number; equal ones share the gradient evenly (PyTorch's <c>amin</c>).</summary>
    /// <param name="dimensions">Each once. None: all but the batch.</param>
    public Tensor Min(params int[] dimensions) => throw new CompiledOnlyException();

    /// <summary>The smallest number; equal ones share the gradient evenly (PyTorch's <c>amin</c>).</summary>
    /// <param name="dimensions">Each once. Empty: all but the batch.</param>
    /// <param name="keepDimensions">Whether they stay, with extent 1.</param>
    public Tensor Min(int[] dimensions, bool keepDimensions) => throw new CompiledOnlyException();

    /// <summary>Σ(x − mean)²/(n − 1), or /n (PyTorch's <c>var</c>).</summary>
    /// <param name="dimensions">Each once. None: all but the batch.</param>
    public Tensor Variance(params int[] dimensions) => throw new CompiledOnlyException();

    /// <summary>Σ(x − mean)²/(n − 1), or /n (PyTorch's <c>var</c>).</summary>
    /// <param name="dimensions">Each once. Empty: all but the batch.</param>
    /// <param name="keepDimensions">Whether they stay, with extent 1.</param>
    /// <param name="unbiased">Whether to divide by n − 1 instead of n.</param>
    public Tensor Variance(int[] dimensions, bool keepDimensions = false, bool unbiased = true) => throw new CompiledOnlyException();

    /// <summary>ln Σeˣ, computed without overflow (PyTorch's <c>logsumexp</c>).</summary>
    /// <param name="dimension">The batch is 0 and cannot be reduced over; negative numbers count from the end.</param>
    /// <param name="keepDimensions">Whether the dimension stays, with extent 1.</param>
    public Tensor LogSumExp(int dimension, bool keepDimensions) => throw new CompiledOnlyException();

    /// <summary>ln Σeˣ, computed without overflow (PyTorch's <c>logsumexp</c>).</summary>
    /// <param name="dimensions">Each once. None: all but the batch.</param>
    public Tensor LogSumExp(params int[] dimensions) => throw new CompiledOnlyException();

    /// <summary>ln Σeˣ, computed without overflow (PyTorch's <c>logsumexp</c>).</summary>
    /// <param name="dimensions">Each once. Empty: all but the batch.</param>
    /// <param name="keepDimensions">Whether they stay, with extent 1.</param>
    public Tensor LogSumExp(int[] dimensions, bool keepDimensions) => throw new CompiledOnlyException();

    /// <summary>The place of the largest number along a dimension, as a float: the first of equal ones, and the first NaN where there is one. It has no gradient.</summary>
    /// <param name="dimension">The batch is 0 and cannot be searched along; negative numbers count from the end.</param>
    /// <param name="keepDimensions">Whether the dimension stays, with extent 1.</param>
    public Tensor ArgMax(int dimension = -1, bool keepDimensions = false) => throw new CompiledOnlyException();
}
