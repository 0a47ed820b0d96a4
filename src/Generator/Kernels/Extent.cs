using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>A number of rows or columns: a literal, or a literal multiple of the batch.</summary>
internal readonly record struct Extent(int Count, bool IsBatched)
{
    /// <summary>The product of some dimensions.</summary>
    public static Extent Of(IEnumerable<int> dims)
    {
        int count = 1;
        bool batched = false;
        foreach (int dim in dims)
        {
            if (dim == TensorType.Batch) batched = true;
            else count = checked(count * dim);
        }

        return new Extent(count, batched);
    }

    public override string ToString() => IsBatched ? (Count == 1 ? "batch" : "batch*" + Literals.Int(Count)) : Literals.Int(Count);
}
