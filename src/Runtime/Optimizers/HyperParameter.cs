using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>Checks and reads the numbers that configure an optimiser.</summary>
internal static class HyperParameter
{
    public static float AtLeastZero(float value, string name)
        => value >= 0 && float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, Message($"{name} is {value}; it must be finite and at least 0"));

    public static float AboveZero(float value, string name)
        => value > 0 && float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, Message($"{name} is {value}; it must be finite and above 0"));

    public static float BelowOne(float value, string name)
        => value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(name, value, Message($"{name} is {value}; it must be at least 0 and below 1"));

    /// <summary>
    /// The number that was meant: 0.999f is 0.99900001…, and 1 − 0.999f is off by 1e-5 of itself. The shortest decimal that names the float is what
    /// the user wrote and what PyTorch, whose hyper-parameters are doubles, would compute with.
    /// </summary>
    public static double AsWritten(float value)
        => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>What decay apart from the gradient leaves of a parameter: 1 − learning rate · weight decay.</summary>
    public static float Keep(in UpdateSettings settings) => (float)(1 - (settings.LearningRate * settings.WeightDecay));

    /// <summary>
    /// <paramref name="value"/> to the power <paramref name="exponent"/> by squaring: multiplications alone, so the same bits everywhere, which the
    /// C library behind <see cref="Math.Pow"/> does not promise.
    /// </summary>
    public static double Power(double value, long exponent)
    {
        double result = 1;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0) result *= value;
            value *= value;
        }

        return result;
    }

    private static string Message(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
