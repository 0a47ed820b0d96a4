namespace NeuralNet.Gen;

/// <summary>The function between two steps of a plain recurrence.</summary>
public enum RnnActivation
{
    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>max(0, x).</summary>
    Relu,
}
