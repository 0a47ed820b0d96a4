namespace NeuralNet.Gen.Runtime.Tests;

/// <summary>Double-precision references that share nothing with the code under test.</summary>
internal static class DoubleReference
{
    public static double Log1p(double x)
    {
        if (x <= -1 || double.IsPositiveInfinity(x))
        {
            return Math.Log(1 + x);
        }

        // Kahan: the error of 1 + x cancels in the quotient.
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }

    public static double Expm1(double x)
    {
        if (Math.Abs(x) > 40)
        {
            return Math.Exp(x) - 1;
        }

        // Kahan: the error of e^x - 1 cancels in the quotient.
        double u = Math.Exp(x);
        return u == 1 ? x : (u - 1) * x / Math.Log(u);
    }

    public static double Sigmoid(double x) => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x));

    public static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));

    /// <summary>Maclaurin series near zero, continued fraction of Laplace beyond.</summary>
    public static double Erf(double x)
    {
        double a = Math.Abs(x);
        if (double.IsNaN(x) || a == 0)
        {
            return x;
        }

        if (a > 6)
        {
            return Math.Sign(x);
        }

        if (a < 2)
        {
            double sum = 0, term = x;
            for (int n = 0; Math.Abs(term) > 1e-18 * a; n++)
            {
                sum += term / (2 * n + 1);
                term *= -x * x / (n + 1);
            }

            return sum * 2 / Math.Sqrt(Math.PI);
        }

        double fraction = 0;
        for (int k = 60; k > 0; k--)
        {
            fraction = k / 2.0 / (a + fraction);
        }

        return Math.Sign(x) * (1 - Math.Exp(-a * a) / Math.Sqrt(Math.PI) / (a + fraction));
    }

    /// <summary>The subtraction is exact; the octants keep the arguments of Math.Sin and Math.Cos small where the result is.</summary>
    public static double SinTwoPi(double x)
    {
        double f = x - Math.Round(x);
        return Math.Abs(f) <= 0.25 ? Math.Sin(2 * Math.PI * f) : Math.Sin(2 * Math.PI * (Math.CopySign(0.5, f) - f));
    }

    public static double CosTwoPi(double x)
    {
        double f = Math.Abs(x - Math.Round(x));
        return f < 0.125 ? Math.Cos(2 * Math.PI * f)
            : f < 0.375 ? Math.Sin(2 * Math.PI * (0.25 - f))
            : -Math.Cos(2 * Math.PI * (0.5 - f));
    }

    /// <summary>The distance of a float from the true value in units in the last place of the true value; subnormals have the unit 2^-149.</summary>
    public static double UlpError(float actual, double expected)
    {
        int exponent = expected == 0 ? -126 : Math.Max(Math.ILogB(expected), -126);
        return Math.Abs(actual - expected) / Math.ScaleB(1, exponent - 23);
    }
}
