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

    private interface ITerm
    {
        static abstract V Run<V, L>(V x, V y, V sum)
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

    /// <summary>y[row, i] = the sum of a[row, all, i] · b[row, all, i], fused multiply-adds from zero.</summary>
    /// <param name="a">[rows, middle, inner].</param>
    /// <param name="b">[rows, middle, inner].</param>
    /// <param name="y">[rows, inner].</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">Behind the last row.</param>
    /// <param name="middle">Terms of a sum, at least 1.</param>
    /// <param name="inner">Sums of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Products(float* a, float* b, float* y, nint from, nint to, int middle, int inner) => Run<Product>(a, b, y, from, to, middle, inner, (nint)middle * inner, inner);

    /// <summary>y[row, i] = the sum of (x[row, all, i] − center[i])², fused multiply-adds from zero.</summary>
    /// <param name="x">[rows, middle, inner].</param>
    /// <param name="center">[inner].</param>
    /// <param name="y">[rows, inner].</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">Behind the last row.</param>
    /// <param name="middle">Terms of a sum, at least 1.</param>
    /// <param name="inner">Sums of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Squares(float* x, float* center, float* y, nint from, nint to, int middle, int inner) => Run<Square>(x, center, y, from, to, middle, inner, 0, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<T>(float* a, float* b, float* y, nint from, nint to, int middle, int inner, nint rowB, nint stepB)
        where T : struct, ITerm
    {
        for (nint row = from; row < to; row++)
        {
            float* first = a + row * middle * inner, second = b + row * rowB, target = y + row * inner;
            nint column = 0;
            if (Vector512.IsHardwareAccelerated) column = Columns<Vector512<float>, Lanes512, T>(first, second, target, column, middle, inner, stepB);
            if (Vector256.IsHardwareAccelerated) column = Columns<Vector256<float>, Lanes256, T>(first, second, target, column, middle, inner, stepB);
            if (Vector128.IsHardwareAccelerated) column = Columns<Vector128<float>, Lanes128, T>(first, second, target, column, middle, inner, stepB);
            Columns<float, ScalarLanes, T>(first, second, target, column, middle, inner, stepB);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Columns<V, L, T>(float* a, float* b, float* target, nint column, int middle, nint inner, nint stepB)
        where L : struct, ILanes<V>
        where T : struct, ITerm
    {
        for (; column <= inner - L.Count; column += L.Count)
        {
            float* x = a + column, y = b + column;
            V s0 = L.Splat(0f), s1 = s0, s2 = s0, s3 = s0;
            int i = 0;
            for (; i <= middle - 4; i += 4, x += 4 * inner, y += 4 * stepB)
            {
                s0 = T.Run<V, L>(L.Load(x), L.Load(y), s0);
                s1 = T.Run<V, L>(L.Load(x + inner), L.Load(y + stepB), s1);
                s2 = T.Run<V, L>(L.Load(x + 2 * inner), L.Load(y + 2 * stepB), s2);
                s3 = T.Run<V, L>(L.Load(x + 3 * inner), L.Load(y + 3 * stepB), s3);
            }

            if (i < middle) s0 = T.Run<V, L>(L.Load(x), L.Load(y), s0);
            if (i + 1 < middle) s1 = T.Run<V, L>(L.Load(x + inner), L.Load(y + stepB), s1);
            if (i + 2 < middle) s2 = T.Run<V, L>(L.Load(x + 2 * inner), L.Load(y + 2 * stepB), s2);
            L.Store(L.Add(L.Add(s0, s1), L.Add(s2, s3)), target + column);
        }

        return column;
    }

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

    private readonly struct Product : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Run<V, L>(V x, V y, V sum)
            where L : struct, ILanes<V> => L.Fma(x, y, sum);
    }

    private readonly struct Square : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Run<V, L>(V x, V y, V sum)
            where L : struct, ILanes<V>
        {
            V difference = L.Subtract(x, y);
            return L.Fma(difference, difference, sum);
        }
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
