namespace NeuralNet.Gen.Generator.Tests.Fixtures;

/// <summary>Functions of the double-precision oracle as textbooks define them, without the rearrangements that the generator makes.</summary>
internal static class OracleFunctions
{
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>e^x − 1; the Maclaurin series where the difference would cancel.</summary>
    public static double Expm1(double x)
    {
        if (Math.Abs(x) > 0.5) return Math.Exp(x) - 1;
        double sum = 0, term = x;
        for (int n = 2; n < 30; n++)
        {
            sum += term;
            term *= x / n;
        }

        return sum;
    }

    /// <summary>ln(1 + e^x); the series of ln(1 + z) where z is small.</summary>
    public static double Softplus(double x)
    {
        if (x > 40) return x;
        double z = Math.Exp(x);
        return z < 1e-4 ? z * (1 - z * (0.5 - z * (1.0 / 3 - z / 4))) : Math.Log(1 + z);
    }

    /// <summary>The distribution function of the standard normal: Maclaurin series of erf near 0, Laplace's continued fraction of erfc beyond.</summary>
    public static double NormalDistribution(double x)
    {
        double z = Math.Abs(x) / Math.Sqrt(2), tail;
        if (double.IsNaN(x)) return x;
        if (z < 2)
        {
            double sum = 0, term = z;
            for (int n = 0; Math.Abs(term) > 1e-18; n++)
            {
                sum += term / (2 * n + 1);
                term *= -z * z / (n + 1);
            }

            tail = 0.5 - sum / Math.Sqrt(Math.PI);
        }
        else
        {
            double fraction = 0;
            for (int k = 60; k > 0; k--) fraction = k / 2.0 / (z + fraction);
            tail = Math.Exp(-z * z) / Math.Sqrt(Math.PI) / (z + fraction) / 2;
        }

        return x < 0 ? tail : 1 - tail;
    }
}
