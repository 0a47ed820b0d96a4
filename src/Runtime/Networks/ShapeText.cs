using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>Shapes for people.</summary>
internal static class ShapeText
{
    /// <summary>For example <c>[28, 28]</c>; <c>[]</c> for a single number.</summary>
    public static string Of(ReadOnlySpan<int> shape) => $"[{string.Join(", ", shape.ToArray().Select(e => e.ToString(CultureInfo.InvariantCulture)))}]";
}
