namespace NeuralNet.Gen;

/// <summary>y = x where x &gt; 0, otherwise a·x with a trained slope a (PyTorch's <c>PReLU</c>; He et al., 2015). Parameter <c>weight</c> [parameters]. Output shape = input shape.</summary>
/// <param name="parameters">Slopes: 1, or the extent of dimension 1, the channels. Default: 1.</param>
/// <param name="initial">Where the slopes start. Default: 0.25.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class PReluAttribute(int parameters = 1, float initial = 0.25f) : Attribute
{
    /// <summary>Slopes: 1, or one for each channel.</summary>
    public int Parameters { get; } = parameters;

    /// <summary>Where the slopes start.</summary>
    public float Initial { get; } = initial;

    /// <summary>The layer's name in parameter paths. Default: <c>pRelu1</c>, <c>pRelu2</c>, … in order of declaration.</summary>
    public string? Name { get; set; }
}
