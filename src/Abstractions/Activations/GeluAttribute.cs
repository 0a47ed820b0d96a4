namespace NeuralNet.Gen;

/// <summary>y = x·Φ(x), Φ the normal distribution function (Hendrycks and Gimpel, 2016; PyTorch's <c>GELU</c>). Output shape = input shape.</summary>
/// <param name="form">Exact (erf) or the tanh approximation of GPT-2. Default: exact.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class GeluAttribute(GeluForm form = GeluForm.Exact) : Attribute
{
    /// <summary>Exact or tanh approximation.</summary>
    public GeluForm Form { get; } = form;
}
