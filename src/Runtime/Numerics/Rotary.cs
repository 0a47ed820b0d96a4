using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

/// <summary>Rotary positions (Su et al., "RoFormer", 2021). Called by generated code.</summary>
public static unsafe class Rotary
{
    private const double TurnsPerRadian = 0.15915494309189535, Ln2 = 0.6931471805599453;

    /// <summary>
    /// table[p] = pairs cosines, then pairs sines, of the angles p·base^(−i/pairs). The angle is worked out in double precision from operations that are
    /// exactly rounded, and reduced to a turn before it becomes a float: far positions are as exact as near ones.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(float* table, int time, int pairs, float @base)
    {
        double logarithm = Log(@base);
        for (int i = 0; i < pairs; i++)
        {
            double turns = Exp(-logarithm * i / pairs) * TurnsPerRadian;
            for (int p = 0; p < time; p++)
            {
                double turn = p * turns;
                table[((nint)p * 2 * pairs) + i] = (float)(turn - Math.Floor(turn));
            }
        }

        for (int p = 0; p < time; p++)
        {
            float* cosines = table + ((nint)p * 2 * pairs), sines = cosines + pairs;
            int i = 0;
            for (; i <= pairs - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> turn = Vector256.Load(cosines + i);
                VectorMath.CosTwoPi(turn).Store(cosines + i);
                VectorMath.SinTwoPi(turn).Store(sines + i);
            }

            for (; i < pairs; i++)
            {
                float turn = cosines[i];
                cosines[i] = VectorMath.CosTwoPi(turn);
                sines[i] = VectorMath.SinTwoPi(turn);
            }
        }
    }

    /// <summary>
    /// (yᵢ, yᵢ₊pairs) = (xᵢ, xᵢ₊pairs) turned by the angle of position row / inner mod time, for rows from…to of 2·pairs numbers.
    /// </summary>
    /// <param name="x">Rows.</param>
    /// <param name="table">As <see cref="Fill"/> makes it.</param>
    /// <param name="y">Receives rows; may be <paramref name="x"/>.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">Row after the last.</param>
    /// <param name="time">Positions.</param>
    /// <param name="inner">Rows of one position that follow each other.</param>
    /// <param name="pairs">Half the numbers of a row.</param>
    /// <param name="direction">1, or −1 to turn back.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turn(float* x, float* table, float* y, nint from, nint to, int time, int inner, int pairs, float direction)
    {
        for (nint row = from; row < to; row++)
        {
            float* x0 = x + (row * 2 * pairs), x1 = x0 + pairs, y0 = y + (row * 2 * pairs), y1 = y0 + pairs;
            float* cosines = table + (row / inner % time * 2 * pairs), sines = cosines + pairs;
            int i = 0;
            for (; i <= pairs - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> a = Vector256.Load(x0 + i), b = Vector256.Load(x1 + i), c = Vector256.Load(cosines + i), s = Vector256.Load(sines + i) * direction;
                ((a * c) - (b * s)).Store(y0 + i);
                ((b * c) + (a * s)).Store(y1 + i);
            }

            for (; i < pairs; i++)
            {
                float a = x0[i], b = x1[i], c = cosines[i], s = sines[i] * direction;
                y0[i] = (a * c) - (b * s);
                y1[i] = (b * c) + (a * s);
            }
        }
    }

    // The system's own functions differ in the last bits from one system to another; these series use nothing but exactly rounded operations.
    private static double Log(double x)
    {
        int exponent = Math.ILogB(x);
        double m = Math.ScaleB(x, -exponent), t = (m - 1) / (m + 1), square = t * t, sum = 0;
        for (int n = 39; n >= 1; n -= 2) sum = (sum * square) + (1.0 / n);
        return (exponent * Ln2) + (2 * t * sum);
    }

    private static double Exp(double x)
    {
        double whole = Math.Round(x / Ln2), rest = x - (whole * Ln2), sum = 1;
        for (int n = 16; n >= 1; n--) sum = 1 + (rest / n * sum);
        return Math.ScaleB(sum, (int)whole);
    }
}
