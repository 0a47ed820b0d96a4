using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

public static partial class VectorMath
{
    /// <summary>A function, for registers of any width.</summary>
    private interface IFunction
    {
        static abstract V Of<V, L>(V x)
            where L : struct, ILanes<V>;
    }

    /// <summary>e to the power x for every element: <see cref="Exp(float)"/>, bit for bit.</summary>
    /// <param name="x">The arguments, any floats.</param>
    /// <param name="destination">Receives as many values; longer is allowed. It may be <paramref name="x"/> itself.</param>
    /// <exception cref="ArgumentException">The destination is shorter than <paramref name="x"/>, or overlaps it without starting at the same place.</exception>
    public static void Exp(ReadOnlySpan<float> x, Span<float> destination) => Apply<ExpFunction>(x, destination);

    /// <summary>Natural logarithm of every element: <see cref="Log(float)"/>, bit for bit.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})"/>
    public static void Log(ReadOnlySpan<float> x, Span<float> destination) => Apply<LogFunction>(x, destination);

    /// <summary>Hyperbolic tangent of every element: <see cref="Tanh(float)"/>, bit for bit.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})"/>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> destination) => Apply<TanhFunction>(x, destination);

    /// <summary>Logistic function 1 / (1 + e^-x) of every element: <see cref="Sigmoid(float)"/>, bit for bit.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})"/>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> destination) => Apply<SigmoidFunction>(x, destination);

    /// <summary>Gauss error function of every element: <see cref="Erf(float)"/>, bit for bit.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})"/>
    public static void Erf(ReadOnlySpan<float> x, Span<float> destination) => Apply<ErfFunction>(x, destination);

    private static unsafe void Apply<TFunction>(ReadOnlySpan<float> x, Span<float> destination)
        where TFunction : struct, IFunction
    {
        if (destination.Length < x.Length)
        {
            throw new ArgumentException($"The destination has room for {destination.Length} numbers, fewer than the {x.Length} arguments.", nameof(destination));
        }

        if (x.Overlaps(destination[..x.Length], out int distance) && distance != 0)
        {
            throw new ArgumentException($"The destination overlaps the arguments {distance} numbers after their start; it may only start where they do.", nameof(destination));
        }

        // The widest register must fit, since the ends are whole registers.
        const int whole = 16;
        if (x.Length >= whole)
        {
            fixed (float* from = x)
            fixed (float* to = destination)
            {
                Walk<TFunction>(from, to, x.Length);
            }

            return;
        }

        float* few = stackalloc float[whole];
        var padded = new Span<float>(few, whole);
        padded.Clear();
        x.CopyTo(padded);
        Walk<TFunction>(few, few, whole);
        padded[..x.Length].CopyTo(destination);
    }

    private static unsafe void Walk<TFunction>(float* x, float* y, nint count)
        where TFunction : struct, IFunction
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Walk<TFunction, Vector512<float>, Lanes512>(x, y, count);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Walk<TFunction, Vector256<float>, Lanes256>(x, y, count);
        }
        else if (OneLaneOfVector)
        {
            Walk<TFunction, Vector128<float>, Lanes128>(x, y, count);
        }
        else
        {
            Walk<TFunction, float, ScalarLanes>(x, y, count);
        }
    }

    /// <summary>
    /// Both ends in registers that may overlap their neighbours, what lies between in aligned stores. The ends are computed before and stored after
    /// the rest, so that it does no harm where the destination is the source. A method of its own: there is one compilation of the loop, at whatever tier its caller is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void Walk<TFunction, V, L>(float* x, float* y, nint count)
        where TFunction : struct, IFunction
        where L : struct, ILanes<V>
    {
        nint last = count - L.Count;
        V atStart = TFunction.Of<V, L>(L.Load(x));
        V atEnd = TFunction.Of<V, L>(L.Load(x + last));
        // Two at a time: the processor sees more independent work at once.
        nint i = (-(nint)y & ((L.Count * sizeof(float)) - 1)) / sizeof(float);
        for (; i <= last - L.Count; i += 2 * L.Count)
        {
            V a = TFunction.Of<V, L>(L.Load(x + i));
            V b = TFunction.Of<V, L>(L.Load(x + i + L.Count));
            L.Store(a, y + i);
            L.Store(b, y + i + L.Count);
        }

        if (i <= last)
        {
            L.Store(TFunction.Of<V, L>(L.Load(x + i)), y + i);
        }

        L.Store(atStart, y);
        L.Store(atEnd, y + last);
    }

    private readonly struct ExpFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V, L>(V x)
            where L : struct, ILanes<V> => Exp<V, L>(x);
    }

    private readonly struct LogFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V, L>(V x)
            where L : struct, ILanes<V> => Log<V, L>(x);
    }

    private readonly struct TanhFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V, L>(V x)
            where L : struct, ILanes<V> => Tanh<V, L>(x);
    }

    private readonly struct SigmoidFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V, L>(V x)
            where L : struct, ILanes<V> => Sigmoid<V, L>(x);
    }

    private readonly struct ErfFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V, L>(V x)
            where L : struct, ILanes<V> => Erf<V, L>(x);
    }
}
