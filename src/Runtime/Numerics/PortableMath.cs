namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Functions of one double from sums, products and quotients alone, so that they have the same bits on every machine: what the C library behind
/// <see cref="Math"/> does not promise. Within a few units in the last place; for schedules and metrics, where one value a step is wanted.
/// </summary>
internal static class PortableMath
{
    private const double Ln2High = 0.693147180369123816490, Ln2Low = 1.90821492927058770002e-10;

    /// <summary>eˣ: x = n·ln 2 + r, then the series of eʳ.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return double.NaN;
        if (x > 709.78) return double.PositiveInfinity;
        if (x < -745.2) return 0;
        double n = Math.Round(x * 1.44269504088896340736);
        double r = (x - (n * Ln2High)) - (n * Ln2Low);
        double sum = 1;
        for (int i = 16; i >= 1; i--) sum = 1 + (r / i * sum);
        return Math.ScaleB(sum, (int)n);
    }

    /// <summary>The natural logarithm: x = 2ⁿ·m with m about 1, then the series of ln m in (m − 1) / (m + 1).</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x)) return x;
        int n = Math.ILogB(x);
        double m = Math.ScaleB(x, -n);
        if (m > 1.4142135623730951)
        {
            m /= 2;
            n++;
        }

        double s = (m - 1) / (m + 1), square = s * s, sum = 0;
        for (int i = 25; i >= 1; i -= 2) sum = (sum * square) + (1.0 / i);
        return (n * Ln2High) + ((n * Ln2Low) + (2 * s * sum));
    }

    /// <summary><paramref name="x"/> to the power <paramref name="y"/>, for x at least 0.</summary>
    public static double Pow(double x, double y)
    {
        if (y == 0) return 1;
        if (x == 0) return y > 0 ? 0 : double.PositiveInfinity;
        return Exp(y * Log(x));
    }

    /// <summary>cos(π·x) for x in 0 … 1.</summary>
    public static double CosPi(double x)
    {
        if (x > 0.5) return -CosPi(1 - x);
        double angle = x * Math.PI, square = angle * angle, sum = 1;
        for (int i = 22; i >= 2; i -= 2) sum = 1 - (square / (i * (i - 1)) * sum);
        return x == 0.5 ? 0 : sum;
    }
}
