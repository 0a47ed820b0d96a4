using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Sums of squares for norms, in double precision: the square of a float is exact there and no norm of floats overflows. Element i goes to lane i mod 16 and every
/// lane adds in ascending order, so that the bits depend neither on the register width nor on where a range is cut.
/// </summary>
internal static unsafe class SquareSum
{
    /// <summary>Lanes of a sum.</summary>
    public const int Lanes = 16;

    /// <summary>Adds the squares of <paramref name="count"/> numbers to <paramref name="lanes"/>, the first to lane <paramref name="firstLane"/>.</summary>
    public static void Add(float* values, nint count, int firstLane, double* lanes)
    {
        nint i = 0;
        for (; i < count && ((firstLane + i) & (Lanes - 1)) != 0; i++) AddOne(values[i], lanes + ((firstLane + i) & (Lanes - 1)));
        if (Vector512.IsHardwareAccelerated) Add512(values, count, ref i, lanes);
        else if (Vector256.IsHardwareAccelerated) Add256(values, count, ref i, lanes);
        else Add128(values, count, ref i, lanes);
        double* lane = lanes;
        for (; i < count; i++) AddOne(values[i], lane++);
    }

    /// <summary>The sum of the lanes: lane l with l + 8, then l + 4, l + 2, l + 1.</summary>
    public static double Tree(double* lanes)
    {
        for (int half = Lanes / 2; half > 0; half /= 2)
        {
            for (int l = 0; l < half; l++) lanes[l] += lanes[l + half];
        }

        return lanes[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOne(float value, double* lane) => *lane += (double)value * value;

    internal static void Add512(float* values, nint count, ref nint i, double* lanes)
    {
        Vector512<double> a = Vector512.Load(lanes), b = Vector512.Load(lanes + 8);
        for (; i <= count - Lanes; i += Lanes)
        {
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Load(values + i));
            a += low * low;
            b += high * high;
        }

        a.Store(lanes);
        b.Store(lanes + 8);
    }

    internal static void Add256(float* values, nint count, ref nint i, double* lanes)
    {
        Vector256<double> a = Vector256.Load(lanes), b = Vector256.Load(lanes + 4), c = Vector256.Load(lanes + 8), d = Vector256.Load(lanes + 12);
        for (; i <= count - Lanes; i += Lanes)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Load(values + i));
            a += low * low;
            b += high * high;
            (low, high) = Vector256.Widen(Vector256.Load(values + i + 8));
            c += low * low;
            d += high * high;
        }

        a.Store(lanes);
        b.Store(lanes + 4);
        c.Store(lanes + 8);
        d.Store(lanes + 12);
    }

    internal static void Add128(float* values, nint count, ref nint i, double* lanes)
    {
        for (; i <= count - Lanes; i += Lanes)
        {
            for (int l = 0; l < Lanes; l += 4)
            {
                (Vector128<double> low, Vector128<double> high) = Vector128.Widen(Vector128.Load(values + i + l));
                (Vector128.Load(lanes + l) + (low * low)).Store(lanes + l);
                (Vector128.Load(lanes + l + 2) + (high * high)).Store(lanes + l + 2);
            }
        }
    }
}
