using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

/// <summary>
/// [samples · rows, columns] → [columns]: for each column one chain of additions in ascending order of the samples; where a sample has several rows, they are a chain of their own and
/// its sum is the term. Called by generated code.
/// </summary>
public static unsafe class ColumnSum
{
    /// <summary>Columns of registers whose chains go side by side: an addition takes four cycles.</summary>
    private const int SideBySide = 4;

    /// <summary>y[column] = the sum over all rows of x, for the columns from…to.</summary>
    /// <param name="x">[samples · rows, columns].</param>
    /// <param name="y">[columns].</param>
    /// <param name="from">The first column.</param>
    /// <param name="to">Behind the last column.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="rows">Rows of a sample, at least 1.</param>
    /// <param name="samples">Samples.</param>
    /// <param name="resumes">Whether the chains go on from what y holds; otherwise they begin at zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* x, float* y, nint from, nint to, nint columns, nint rows, nint samples, bool resumes = false)
    {
        nint column = from;
        if (Vector512.IsHardwareAccelerated) column = Columns<Vector512<float>, Lanes512>(x, y, column, to, columns, rows, samples, resumes);
        if (Vector256.IsHardwareAccelerated) column = Columns<Vector256<float>, Lanes256>(x, y, column, to, columns, rows, samples, resumes);
        if (Vector128.IsHardwareAccelerated) column = Columns<Vector128<float>, Lanes128>(x, y, column, to, columns, rows, samples, resumes);
        Columns<float, ScalarLanes>(x, y, column, to, columns, rows, samples, resumes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Columns<V, L>(float* x, float* y, nint column, nint to, nint columns, nint rows, nint samples, bool resumes)
        where L : struct, ILanes<V>
    {
        V zero = L.Splat(0f);
        if (rows == 1)
        {
            for (; column <= to - (SideBySide * L.Count); column += SideBySide * L.Count)
            {
                float* next = x + column, sums = y + column;
                V a = resumes ? L.Load(sums) : zero, b = resumes ? L.Load(sums + L.Count) : zero, c = resumes ? L.Load(sums + 2 * L.Count) : zero, d = resumes ? L.Load(sums + 3 * L.Count) : zero;
                for (nint sample = 0; sample < samples; sample++, next += columns)
                {
                    a = L.Add(a, L.Load(next));
                    b = L.Add(b, L.Load(next + L.Count));
                    c = L.Add(c, L.Load(next + 2 * L.Count));
                    d = L.Add(d, L.Load(next + 3 * L.Count));
                }

                L.Store(a, sums);
                L.Store(b, sums + L.Count);
                L.Store(c, sums + 2 * L.Count);
                L.Store(d, sums + 3 * L.Count);
            }
        }

        for (; column <= to - L.Count; column += L.Count)
        {
            float* next = x + column;
            V sum = resumes ? L.Load(y + column) : zero;
            for (nint sample = 0; sample < samples; sample++)
            {
                V part = L.Load(next);
                next += columns;
                for (nint row = 1; row < rows; row++, next += columns) part = L.Add(part, L.Load(next));
                sum = L.Add(sum, part);
            }

            L.Store(sum, y + column);
        }

        return column;
    }
}
