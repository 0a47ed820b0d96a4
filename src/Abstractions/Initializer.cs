namespace NeuralNet.Gen;

/// <summary>How a parameter gets its first values. Draws are counter-based: they depend on the seed and the parameter's name alone.</summary>
public enum Initializer
{
    /// <summary>
    /// What PyTorch's layer of the same name does. For a dense layer, weight and bias uniform in ±1/√fan_in
    /// (<c>kaiming_uniform_(a=√5)</c>).
    /// </summary>
    Default,

    /// <summary>Uniform in ±gain·√(3/fan_in), gain √2 unless given (He et al., 2015; PyTorch's <c>kaiming_uniform_</c>, fan-in).</summary>
    KaimingUniform,

    /// <summary>Normal with standard deviation gain/√fan_in, gain √2 unless given (He et al., 2015; PyTorch's <c>kaiming_normal_</c>, fan-in).</summary>
    KaimingNormal,

    /// <summary>Uniform in ±gain·√(6/(fan_in+fan_out)), gain 1 unless given (Glorot and Bengio, 2010; PyTorch's <c>xavier_uniform_</c>).</summary>
    XavierUniform,

    /// <summary>Normal with standard deviation gain·√(2/(fan_in+fan_out)), gain 1 unless given (Glorot and Bengio, 2010; PyTorch's <c>xavier_normal_</c>).</summary>
    XavierNormal,

    /// <summary>All zeros.</summary>
    Zeros,

    /// <summary>All equal to the constant that stands beside the initialiser.</summary>
    Constant,
}
