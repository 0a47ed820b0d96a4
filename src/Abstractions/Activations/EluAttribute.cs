namespace NeuralNet.Gen;

/// <summary>y = x where x &gt; 0, otherwise α·(eˣ − 1) (Clevert et al., 2015). Output shape = input shape.</summary>
/// <param name="alpha">Saturation value for negative numbers. Default: 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class EluAttribute(float alpha = 1f) : Attribute
{
    /// <summary>Saturation value for negative numbers.</summary>
    public float Alpha { get; } = alpha;
}
