namespace NeuralNet.Gen;

/// <summary>
/// Each channel of [batch, channels, …] brought to mean 0 and variance 1, then scaled and shifted by trained numbers (Ioffe and Szegedy, 2015; PyTorch's <c>BatchNorm</c>). Training
/// takes the batch's statistics and mixes them into running ones, which prediction takes. Parameters <c>weight</c> and <c>bias</c>; state <c>running_mean</c> and
/// <c>running_var</c>, saved with the weights.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class BatchNormAttribute : Attribute
{
    /// <summary>Added to the variance. Default: 1e-5.</summary>
    public float Epsilon { get; set; } = 1e-5f;

    /// <summary>Share of the batch in the running statistics. Default: 0.1.</summary>
    public float Momentum { get; set; } = 0.1f;

    /// <summary>Whether there are trained scale and shift. Default: true.</summary>
    public bool Affine { get; set; } = true;

    /// <summary>The layer's name in parameter paths. Default: <c>batchNorm1</c>, <c>batchNorm2</c>, … in order of declaration.</summary>
    public string? Name { get; set; }
}
