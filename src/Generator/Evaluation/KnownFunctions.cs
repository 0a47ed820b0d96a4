using System.Globalization;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>Functions of <c>Math</c> and <c>MathF</c> that networks use for sizes and factors.</summary>
internal static class KnownFunctions
{
    /// <summary>The result, or null where the function is not known for these arguments.</summary>
    public static object? Call(string name, object?[] arguments) => arguments.Length switch
    {
        1 => Call(name, arguments[0]),
        2 => Call(name, arguments[0], arguments[1]),
        3 => Call(name, arguments[0], arguments[1], arguments[2]),
        _ => null,
    };

    private static object? Call(string name, object? a) => (name, a) switch
    {
        ("Abs", int x) => Math.Abs(x),
        ("Abs", long x) => Math.Abs(x),
        ("Abs", float x) => Math.Abs(x),
        ("Abs", double x) => Math.Abs(x),
        ("Sign", int x) => Math.Sign(x),
        ("Sign", float x) => Math.Sign(x),
        ("Sign", double x) => Math.Sign(x),
        (_, float or double) => Rounded(Real(name, Convert.ToDouble(a, CultureInfo.InvariantCulture)), a),
        _ => null,
    };

    private static object? Call(string name, object? a, object? b) => (name, a, b) switch
    {
        ("Min", int x, int y) => Math.Min(x, y),
        ("Min", long x, long y) => Math.Min(x, y),
        ("Min", float x, float y) => Math.Min(x, y),
        ("Min", double x, double y) => Math.Min(x, y),
        ("Max", int x, int y) => Math.Max(x, y),
        ("Max", long x, long y) => Math.Max(x, y),
        ("Max", float x, float y) => Math.Max(x, y),
        ("Max", double x, double y) => Math.Max(x, y),
        ("Pow", float x, float y) => (float)Math.Pow(x, y),
        ("Pow", double x, double y) => Math.Pow(x, y),
        _ => null,
    };

    private static object? Call(string name, object? a, object? b, object? c) => (name, a, b, c) switch
    {
        ("Clamp", int x, int low, int high) when low <= high => Math.Min(Math.Max(x, low), high),
        ("Clamp", float x, float low, float high) when low <= high => Math.Min(Math.Max(x, low), high),
        ("Clamp", double x, double low, double high) when low <= high => Math.Min(Math.Max(x, low), high),
        _ => null,
    };

    /// <summary>In double precision; rounded to float where the argument is one.</summary>
    private static object? Rounded(double? result, object? argument) => result is not { } value ? null : argument is float ? (object)(float)value : value;

    private static double? Real(string name, double x) => name switch
    {
        "Sqrt" => Math.Sqrt(x),
        "Exp" => Math.Exp(x),
        "Log" => Math.Log(x),
        "Log2" => Log2(x),
        "Log10" => Math.Log10(x),
        "Sin" => Math.Sin(x),
        "Cos" => Math.Cos(x),
        "Tanh" => Math.Tanh(x),
        "Floor" => Math.Floor(x),
        "Ceiling" => Math.Ceiling(x),
        "Round" => Math.Round(x),
        "Truncate" => Math.Truncate(x),
        _ => null,
    };

    /// <summary>Exact for powers of two, which depths and widths are made of.</summary>
    private static double Log2(double x)
    {
        double log = Math.Log(x, 2), whole = Math.Round(log);
        return Math.Pow(2, whole) == x ? whole : log;
    }
}
