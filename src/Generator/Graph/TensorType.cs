using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Graph;

internal enum ElementKind
{
    Float32,
    Int32,

    /// <summary>The outcome of a comparison: all bits set or none in each lane. Lives in registers, never in memory.</summary>
    Mask,
}

/// <summary>
/// Element type and extents of a value. At most one extent is the batch, which is known only at run time; it usually stands first, and last in
/// values that were transposed so that vectors run along the batch.
/// </summary>
internal sealed record TensorType(ElementKind Element, EquatableArray<int> Dims)
{
    /// <summary>Stands in <see cref="Dims"/> for the batch.</summary>
    public const int Batch = -1;

    public static TensorType Scalar { get; } = new(ElementKind.Float32, default);

    /// <summary>
    /// Samples that one step along the batch extent stands for: 1, or 16 where the last dimension holds 16 samples side by side, one in each logical lane of a register. The numbers
    /// of such a value are those of <see cref="ToLanes"/> of an ordinary one.
    /// </summary>
    public int SamplesPerStep { get; init; } = 1;

    public int Rank => Dims.Count;

    public bool IsBatched
    {
        get
        {
            foreach (int dim in Dims)
            {
                if (dim == Batch) return true;
            }

            return false;
        }
    }

    /// <summary>Whether rows of the arena's stride hold the batch: it is not the first dimension.</summary>
    public bool IsBatchLast => IsBatched && Dims[0] != Batch;

    /// <summary>Whether 16 samples lie side by side.</summary>
    public bool IsInLanes => SamplesPerStep > 1;

    /// <summary>Numbers in memory for one sample.</summary>
    public int NumbersPerSample => PerSample / SamplesPerStep;

    /// <summary>Product of all extents but the batch.</summary>
    public int PerSample
    {
        get
        {
            int size = 1;
            foreach (int dim in Dims)
            {
                if (dim != Batch) size = checked(size * dim);
            }

            return size;
        }
    }

    /// <summary>The innermost extent, 1 for a scalar; <see cref="Batch"/> where the batch is innermost.</summary>
    public int Last => Rank == 0 ? 1 : Dims[Rank - 1];

    public static TensorType Float(params int[] dims) => new(ElementKind.Float32, EquatableArray.Of(dims));

    public TensorType With(params int[] dims) => this with { Dims = EquatableArray.Of(dims), SamplesPerStep = dims.Contains(Batch) ? SamplesPerStep : 1 };

    public TensorType As(ElementKind element) => this with { Element = element };

    public override string ToString() => ShapeText + (Element == ElementKind.Float32 ? "" : Element == ElementKind.Int32 ? " int" : " mask");

    public string ShapeText => "[" + string.Join(", ", Dims.Select(d => d == Batch ? (IsInLanes ? "batch/16" : "batch") : d.ToString(System.Globalization.CultureInfo.InvariantCulture))) + "]";

    /// <summary>NumPy broadcasting: shapes align at their last dimension; an extent of 1 or a missing one stretches.</summary>
    public static TensorType Broadcast(string op, IReadOnlyList<TensorType> types)
    {
        TensorType result = types[0];
        if (types.FirstOrDefault(t => t.IsInLanes) is { } lanes)
        {
            if (types.Any(t => t.IsBatched && !t.IsInLanes)) throw new ShapeException($"{op}: of {string.Join(", ", types)} only some have samples side by side");
            result = result with { SamplesPerStep = lanes.SamplesPerStep };
        }

        for (int i = 1; i < types.Count; i++)
        {
            TensorType next = types[i];
            int rank = Math.Max(result.Rank, next.Rank);
            int[] dims = new int[rank];
            for (int d = 1; d <= rank; d++)
            {
                int a = d <= result.Rank ? result.Dims[result.Rank - d] : 1, b = d <= next.Rank ? next.Dims[next.Rank - d] : 1;
                if (a != b && a != 1 && b != 1) throw new ShapeException($"{op}: shapes {result.ShapeText} and {next.ShapeText} do not fit");
                dims[rank - d] = a == 1 ? b : a;
            }

            // The batch would meet another dimension.
            if (dims.Count(d => d == Batch) > 1) throw new ShapeException($"{op}: shapes {result.ShapeText} and {next.ShapeText} do not fit");

            result = result.With(dims);
        }

        return result;
    }
}

/// <summary>Shapes that do not fit an op. Parsing turns it into a diagnostic on the token that declared the op.</summary>
internal sealed class ShapeException(string message) : Exception(message);
