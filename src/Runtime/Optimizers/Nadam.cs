using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Adam with Nesterov's momentum: Dozat, "Incorporating Nesterov Momentum into Adam" (ICLR workshop 2016), by PyTorch's rule (<c>torch.optim.NAdam</c>):
/// <code>
/// g = gradient + weightDecay · parameter      or, decoupled, parameter = parameter · (1 - learningRate · weightDecay)
/// μᵗ = beta1 · (1 - ½ · 0.96^(t · momentumDecay))
/// m = beta1 · m + (1 - beta1) · g
/// v = beta2 · v + (1 - beta2) · g²
/// d = √v / √(1 - beta2ᵗ) + epsilon
/// parameter = parameter - learningRate · (1 - μᵗ) / (1 - μ¹ ⋯ μᵗ) · g / d - learningRate · μᵗ⁺¹ / (1 - μ¹ ⋯ μᵗ⁺¹) · m / d      t = 1, 2, …
/// </code>
/// </summary>
public sealed class Nadam : Optimizer
{
    private readonly StreamingUpdate<Rule> _update;
    private readonly AdamCoefficients _coefficients;
    private readonly double _beta1, _fade;

    // The product of μ is a function of the step's number; it goes on from the last one, so a step does not start over.
    private readonly List<(long Step, double Product)> _products = [];

    /// <summary>Sets the hyper-parameters.</summary>
    /// <param name="learningRate">Size of a step, finite and at least 0.</param>
    /// <param name="beta1">Decay of the gradients' running mean, at least 0 and below 1.</param>
    /// <param name="beta2">Decay of the squared gradients' running mean, at least 0 and below 1.</param>
    /// <param name="epsilon">Keeps the quotient finite; finite and at least 0.</param>
    /// <param name="weightDecay">L2 penalty added to the gradient, finite and at least 0.</param>
    /// <param name="momentumDecay">How fast the momentum μ grows to beta1; finite and at least 0.</param>
    /// <param name="decoupledWeightDecay">Whether the decay acts on the parameter itself, as in <see cref="AdamW"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Nadam(
        float learningRate = 2e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 0, float momentumDecay = 4e-3f, bool decoupledWeightDecay = false)
        : base(learningRate, weightDecay, ["exp_avg", "exp_avg_sq"])
    {
        Beta1 = HyperParameter.BelowOne(beta1, nameof(beta1));
        Beta2 = HyperParameter.BelowOne(beta2, nameof(beta2));
        Epsilon = HyperParameter.AtLeastZero(epsilon, nameof(epsilon));
        MomentumDecay = HyperParameter.AtLeastZero(momentumDecay, nameof(momentumDecay));
        DecoupledWeightDecay = decoupledWeightDecay;
        _coefficients = new AdamCoefficients(beta1, beta2, epsilon);
        _beta1 = HyperParameter.AsWritten(beta1);
        _fade = PortableMath.Pow(0.96, HyperParameter.AsWritten(momentumDecay));
        _update = new StreamingUpdate<Rule>(Constants);
    }

    /// <summary>Decay of the gradients' running mean.</summary>
    public float Beta1 { get; }

    /// <summary>Decay of the squared gradients' running mean.</summary>
    public float Beta2 { get; }

    /// <summary>Keeps the quotient finite.</summary>
    public float Epsilon { get; }

    /// <summary>How fast the momentum grows to <see cref="Beta1"/>.</summary>
    public float MomentumDecay { get; }

    /// <summary>Whether the decay acts on the parameter itself.</summary>
    public bool DecoupledWeightDecay { get; }

    /// <inheritdoc/>
    protected override void Update(OptimizerStep step) => _update.Apply(step);

    private UpdateConstants Constants(in UpdateSettings s)
    {
        double now = Momentum(s.Step), next = Momentum(s.Step + 1), product = Product(s.Step);
        double ofGradient = -s.LearningRate * (1 - now) / (1 - product), ofMean = -s.LearningRate * next / (1 - (product * next));
        return _coefficients.Of(
            DecoupledWeightDecay ? 0 : s.WeightDecay, 1 / Math.Sqrt(_coefficients.Correction2(s.Step)), Epsilon, ofMean, ofGradient, DecoupledWeightDecay ? HyperParameter.Keep(s) : 1);
    }

    private double Momentum(long step) => _beta1 * (1 - (0.5 * HyperParameter.Power(_fade, step)));

    /// <summary>μ¹ ⋯ μᵗ, always multiplied in this order. Parameters that were frozen for a while are at another t than the rest, so there may be several to go on from.</summary>
    private double Product(long step)
    {
        for (int i = 0; i < _products.Count; i++)
        {
            if (_products[i].Step != step - 1 && _products[i].Step != step) continue;
            double product = _products[i].Step == step ? _products[i].Product : _products[i].Product * Momentum(step);
            _products[i] = (step, product);
            return product;
        }

        double all = 1;
        for (long t = 1; t <= step && all > 0; t++) all *= Momentum(t);
        if (_products.Count == 16) _products.RemoveAt(0);
        _products.Add((step, all));
        return all;
    }

    internal readonly struct Rule : IUpdateRule
    {
        public static int StateCount => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector mean, ref TVector square, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector minusRateOfMean = c.C6, minusRateOfGradient = c.C7, keep = c.C8;
            TVector g = TLanes.Fma(c.C0, parameter, gradient);
            parameter = TLanes.Multiply(parameter, keep);
            AdamCoefficients.Mean<TVector, TLanes>(c, g, ref mean, ref square);
            TVector denominator = AdamCoefficients.Denominator<TVector, TLanes>(c, square);
            parameter = TLanes.Fma(minusRateOfGradient, TLanes.Divide(g, denominator), parameter);
            parameter = TLanes.Fma(minusRateOfMean, TLanes.Divide(mean, denominator), parameter);
        }
    }
}
