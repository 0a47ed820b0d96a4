using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Sums and maxima over a dimension in the middle, [outer, middle, inner] → [outer, inner]. For each place four chains over every fourth number, in ascending order, which are
/// joined as (0 + 1) + (2 + 3): additions need not wait for each other, and every register width gives the same bits. Called by generated code.
/// </summary>
public static unsafe class AxisReduce
{
    private interface ICombine
    {
        static abstract V Run<V, L>(V left, V right)
            where L : struct, ILanes<V>;
    }

    /// <summary>y[row, i] = the sum of x[row, all, i].</summary>
    /// <param name="x">[rows, middle, inner].</param>
    /// <param name="y">[rows, inner].</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">Behind the last row.</param>
    /// <param name="middle">Numbers of a sum, at least 1.</param>
    /// <param name="inner">Sums of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(float* x, float* y, nint from, nint to, int middle, int inner) => Run<Adding>(x, y, from, to, middle, inner);

    /// <summary>y[row, i] = the largest of x[row, all, i]; NaN where one of them is.</summary>
    /// <inheritdoc cref="Sum"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Max(float* x, float* y, nint from, nint to, int middle, int inner) => Run<Larger>(x, y, from, to, middle, inner);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<C>(float* x, float* y, nint from, nint to, int middle, int inner)
        where C : struct, ICombine
    {
        for (nint row = from; row < to; row++)
        {
            float* source = x + row * middle * inner, target = y + row * inner;
            nint column = 0;
            if (Vector512.IsHardwareAccelerated) column = Columns<Vector512<float>, Lanes512, C>(source, target, column, middle, inner);
            if (Vector256.IsHardwareAccelerated) column = Columns<Vector256<float>, Lanes256, C>(source, target, column, middle, inner);
            if (Vector128.IsHardwareAccelerated) column = Columns<Vector128<float>, Lanes128, C>(source, target, column, middle, inner);
            Columns<float, ScalarLanes, C>(source, target, column, middle, inner);
        }
    }

    /// <summary>As many whole registers of columns as there are; returns the first column that is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Columns<V, L, C>(float* source, float* target, nint column, int middle, nint inner)
        where L : struct, ILanes<V>
        where C : struct, ICombine
    {
        for (; column <= inner - L.Count; column += L.Count)
        {
            float* next = source + column;
            V a = L.Load(next);
            if (middle >= 4)
            {
                V b = L.Load(next + inner), c = L.Load(next + 2 * inner), d = L.Load(next + 3 * inner);
                int i = 4;
                for (; i <= middle - 4; i += 4)
                {
                    next += 4 * inner;
                    a = C.Run<V, L>(a, L.Load(next));
                    b = C.Run<V, L>(b, L.Load(next + inner));
                    c = C.Run<V, L>(c, L.Load(next + 2 * inner));
                    d = C.Run<V, L>(d, L.Load(next + 3 * inner));
                }

                next += 4 * inner;
                if (i < middle) a = C.Run<V, L>(a, L.Load(next));
                if (i + 1 < middle) b = C.Run<V, L>(b, L.Load(next + inner));
                if (i + 2 < middle) c = C.Run<V, L>(c, L.Load(next + 2 * inner));
                a = C.Run<V, L>(C.Run<V, L>(a, b), C.Run<V, L>(c, d));
            }
            else
            {
                // Fewer than four chains, joined in the same order.
                if (middle > 1) a = C.Run<V, L>(a, L.Load(next + inner));
                if (middle > 2) a = C.Run<V, L>(a, L.Load(next + 2 * inner));
            }

            L.Store(a, target + column);
        }

        return column;
    }

    private readonly struct Adding : ICombine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Run<V, L>(V left, V right)
            where L : struct, ILanes<V> => L.Add(left, right);
    }

    private readonly struct Larger : ICombine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Run<V, L>(V left, V right)
            where L : struct, ILanes<V> => VectorMath.Max<V, L>(left, right);
    }
}
