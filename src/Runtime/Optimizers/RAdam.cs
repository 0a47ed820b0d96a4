using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Adam whose step is rectified while the running mean of squares rests on few gradients: Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond" (ICLR 2020,
/// arXiv:1908.03265), by PyTorch's rule (<c>torch.optim.RAdam</c>):
/// <code>
/// g = gradient + weightDecay · parameter      or, decoupled, parameter = parameter · (1 - learningRate · weightDecay)
/// m = beta1 · m + (1 - beta1) · g
/// v = beta2 · v + (1 - beta2) · g²
/// ρ∞ = 2 / (1 - beta2) - 1      ρᵗ = ρ∞ - 2 · t · beta2ᵗ / (1 - beta2ᵗ)
/// r = √((ρᵗ - 4) · (ρᵗ - 2) · ρ∞ / ((ρ∞ - 4) · (ρ∞ - 2) · ρᵗ))
/// parameter = parameter - learningRate · m / (1 - beta1ᵗ) · r · √(1 - beta2ᵗ) / (√v + epsilon)      where ρᵗ > 5
/// parameter = parameter - learningRate · m / (1 - beta1ᵗ)                                           elsewhere      t = 1, 2, …
/// </code>
/// </summary>
public sealed class RAdam : Optimizer
{
    private readonly StreamingUpdate<Rule> _update;
    private readonly AdamCoefficients _coefficients;
    private readonly double _beta2;

    /// <summary>Sets the hyper-parameters.</summary>
    /// <param name="learningRate">Size of a step, finite and at least 0.</param>
    /// <param name="beta1">Decay of the gradients' running mean, at least 0 and below 1.</param>
    /// <param name="beta2">Decay of the squared gradients' running mean, at least 0 and below 1.</param>
    /// <param name="epsilon">Keeps the quotient finite; finite and at least 0.</param>
    /// <param name="weightDecay">L2 penalty added to the gradient, finite and at least 0.</param>
    /// <param name="decoupledWeightDecay">Whether the decay acts on the parameter itself, as in <see cref="AdamW"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public RAdam(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 0, bool decoupledWeightDecay = false)
        : base(learningRate, weightDecay, ["exp_avg", "exp_avg_sq"])
    {
        Beta1 = HyperParameter.BelowOne(beta1, nameof(beta1));
        Beta2 = HyperParameter.BelowOne(beta2, nameof(beta2));
        Epsilon = HyperParameter.AtLeastZero(epsilon, nameof(epsilon));
        DecoupledWeightDecay = decoupledWeightDecay;
        _coefficients = new AdamCoefficients(beta1, beta2, epsilon);
        _beta2 = HyperParameter.AsWritten(beta2);
        _update = new StreamingUpdate<Rule>(Constants);
    }

    /// <summary>Decay of the gradients' running mean.</summary>
    public float Beta1 { get; }

    /// <summary>Decay of the squared gradients' running mean.</summary>
    public float Beta2 { get; }

    /// <summary>Keeps the quotient finite.</summary>
    public float Epsilon { get; }

    /// <summary>Whether the decay acts on the parameter itself.</summary>
    public bool DecoupledWeightDecay { get; }

    /// <inheritdoc/>
    protected override void Update(OptimizerStep step) => _update.Apply(step);

    private UpdateConstants Constants(in UpdateSettings s)
    {
        double correction2 = _coefficients.Correction2(s.Step), rate = s.LearningRate / _coefficients.Correction1(s.Step);
        double infinite = (2 / (1 - _beta2)) - 1, rho = infinite - (2 * s.Step * (1 - correction2) / correction2);
        float decay = DecoupledWeightDecay ? 0 : s.WeightDecay, keep = DecoupledWeightDecay ? HyperParameter.Keep(s) : 1;

        // Without rectification the denominator is √v · 0 + 1.
        if (!(rho > 5)) return _coefficients.Of(decay, 0, 1, -rate, c8: keep);
        double rectification = Math.Sqrt((rho - 4) * (rho - 2) * infinite / ((infinite - 4) * (infinite - 2) * rho));
        return _coefficients.Of(decay, 1, Epsilon, -rate * rectification * Math.Sqrt(correction2), c8: keep);
    }

    internal readonly struct Rule : IUpdateRule
    {
        public static int StateCount => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector mean, ref TVector square, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector keep = c.C8;
            TVector g = TLanes.Fma(c.C0, parameter, gradient);
            parameter = TLanes.Multiply(parameter, keep);
            AdamCoefficients.Move<TVector, TLanes>(c, g, ref parameter, ref mean, ref square);
        }
    }
}
