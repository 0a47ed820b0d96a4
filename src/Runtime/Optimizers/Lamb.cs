namespace NeuralNet.Gen;

/// <summary>
/// Lamb: You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 Minutes" (ICLR 2020, arXiv:1904.00962), algorithm 2 with the identity for φ, as NVIDIA's Apex and timm
/// compute it. Each parameter tensor takes a step as long as it is itself, times the learning rate:
/// <code>
/// m = beta1 · m + (1 - beta1) · gradient
/// v = beta2 · v + (1 - beta2) · gradient²
/// r = m / (1 - beta1ᵗ) / (√v / √(1 - beta2ᵗ) + epsilon) + weightDecay · parameter      t = 1, 2, …
/// trust = ‖parameter‖ / ‖r‖  of the whole tensor, 1 where either is 0
/// parameter = parameter - learningRate · trust · r
/// </code>
/// Two passes: the trust ratio is known only when the whole tensor has been read. The optimiser must know the tensors (<see cref="Optimizer.Bind"/>, which a network's own <c>Step</c> does).
/// </summary>
public sealed class Lamb : Optimizer
{
    private readonly LambUpdate _update;

    /// <summary>Sets the hyper-parameters.</summary>
    /// <param name="learningRate">Length of a tensor's step in lengths of the tensor; finite and at least 0.</param>
    /// <param name="beta1">Decay of the gradients' running mean, at least 0 and below 1.</param>
    /// <param name="beta2">Decay of the squared gradients' running mean, at least 0 and below 1.</param>
    /// <param name="epsilon">Keeps the quotient finite; finite and at least 0.</param>
    /// <param name="weightDecay">Added to the direction before its length is taken; finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Lamb(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-6f, float weightDecay = 1e-2f)
        : base(learningRate, weightDecay, ["exp_avg", "exp_avg_sq"])
    {
        Beta1 = HyperParameter.BelowOne(beta1, nameof(beta1));
        Beta2 = HyperParameter.BelowOne(beta2, nameof(beta2));
        Epsilon = HyperParameter.AtLeastZero(epsilon, nameof(epsilon));
        _update = new LambUpdate(new AdamCoefficients(beta1, beta2, epsilon));
    }

    /// <summary>Decay of the gradients' running mean.</summary>
    public float Beta1 { get; }

    /// <summary>Decay of the squared gradients' running mean.</summary>
    public float Beta2 { get; }

    /// <summary>Keeps the quotient finite.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    private protected override bool NeedsNames => true;

    /// <inheritdoc/>
    protected override void Update(OptimizerStep step) => _update.Apply(step);
}
