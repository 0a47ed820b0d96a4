namespace NeuralNet.Gen;

/// <summary>
/// A fully connected layer: y = x·W + b for each sample (PyTorch's <c>Linear</c>). Input [in], output [units]; parameters <c>weight</c>
/// [units, in] and <c>bias</c> [units].
/// </summary>
/// <param name="units">Outputs, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class DenseAttribute(int units) : Attribute
{
    /// <summary>Outputs.</summary>
    public int Units { get; } = units;

    /// <summary>Whether a bias is added. Default: true.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>The layer's name in parameter paths. Default: <c>dense1</c>, <c>dense2</c>, … in order of declaration.</summary>
    public string? Name { get; set; }

    /// <summary>How the weight starts. Default: as PyTorch's <c>Linear</c>.</summary>
    public Initializer WeightInitializer { get; set; }

    /// <summary>Factor of Kaiming and Xavier initialisation. Default: √2 for Kaiming (for ReLU), 1 for Xavier.</summary>
    public float WeightGain { get; set; }

    /// <summary>The value of <see cref="Initializer.Constant"/> for the weight.</summary>
    public float WeightConstant { get; set; }

    /// <summary>How the bias starts: <see cref="Initializer.Default"/>, <see cref="Initializer.Zeros"/> or <see cref="Initializer.Constant"/>.</summary>
    public Initializer BiasInitializer { get; set; }

    /// <summary>The value of <see cref="Initializer.Constant"/> for the bias.</summary>
    public float BiasConstant { get; set; }
}
