using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>A stored value that a row kernel reads, and how it lies against the kernel's rows. One value may be read in two ways.</summary>
internal sealed record RowOperand(Value Root, OperandShape Shape, RowMap Map)
{
    /// <summary>Finds how a value is read by work over given dimensions, with which it is broadcast from the last one.</summary>
    /// <param name="type">As the work reads it, which may be a reshape of what is stored.</param>
    /// <param name="context">All dimensions that are walked; rows are all but the last.</param>
    /// <param name="single">The work is on one number.</param>
    public static RowOperand Of(Value root, TensorType type, EquatableArray<int> context, int columns, bool single)
    {
        bool isLabel = type.Element == ElementKind.Int32;
        if (single && !isLabel) return new RowOperand(root, OperandShape.Full, RowMap.None);
        if (type.IsBatchLast) throw new NotSupportedException($"{root} has the batch last where rows are walked");
        if (!isLabel && !type.IsBatched && type.PerSample == 1) return new RowOperand(root, OperandShape.Single, RowMap.None);
        int[] own = Align(type, isLabel, context.Count);
        bool vector = !isLabel && own[own.Length - 1] == columns;
        RowMap map = MapOf(own, context);
        bool whole = context.Take(context.Count - 1).All(d => d == 1) || (map.Terms.Count == 1 && map.Terms[0] is { Divisor: 1, Modulus: 0 });
        if (isLabel) return new RowOperand(root, OperandShape.Label, map);
        if (vector) return whole ? new(root, OperandShape.Full, RowMap.None) : map.Terms.Count == 0 && columns > 1 ? new(root, OperandShape.PerColumn, RowMap.None) : new(root, OperandShape.Strided, map);
        return whole ? new(root, OperandShape.PerRow, RowMap.None) : new(root, OperandShape.StridedOne, map);
    }

    /// <summary>The value's extents, as many as the context has.</summary>
    private static int[] Align(TensorType type, bool isLabel, int rank)
    {
        var own = new List<int>(type.Dims);
        if (isLabel || (type.Rank == 1 && type.IsBatched)) own.Add(1);
        while (own.Count < rank) own.Insert(0, 1);
        while (own.Count > rank && own[0] == 1) own.RemoveAt(0);
        return own.Count == rank ? [.. own] : throw new NotSupportedException($"{type} does not lie along {rank} dimensions");
    }

    /// <summary>Neighbouring dimensions that the value has become one term.</summary>
    private static RowMap MapOf(int[] own, EquatableArray<int> context)
    {
        var terms = new List<RowTerm>();
        int divisor = 1, stride = own[own.Length - 1], d = own.Length - 2;
        while (d >= 0)
        {
            if (own[d] == 1 && context[d] != 1)
            {
                divisor = context[d] == TensorType.Batch ? divisor : checked(divisor * context[d]);
                d--;
                continue;
            }

            // A run of dimensions that the value has, or that are 1 in both.
            int extent = 1, first = d;
            while (d >= 0 && (own[d] != 1 || context[d] == 1))
            {
                if (own[d] != context[d]) throw new NotSupportedException($"an extent of {own[d]} does not lie along {context[d]}");
                extent = own[d] == TensorType.Batch ? -1 : checked(extent * own[d]);
                d--;
            }

            bool outermost = d < 0;
            if (extent != 1) terms.Add(new RowTerm(divisor, outermost ? 0 : extent, stride));
            if (outermost) break;
            divisor = checked(divisor * extent);
            stride = checked(stride * extent);
        }

        return new RowMap(terms.ToEquatableArray());
    }
}
