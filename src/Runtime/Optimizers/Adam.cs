using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Adam: Kingma and Ba, "Adam: A Method for Stochastic Optimization" (ICLR 2015, arXiv:1412.6980), algorithm 1, by PyTorch's rule
/// (<c>torch.optim.Adam</c>), where a weight decay is an L2 penalty on the gradient:
/// <code>
/// g = gradient + weightDecay · parameter
/// m = beta1 · m + (1 - beta1) · g
/// v = beta2 · v + (1 - beta2) · g²
/// parameter = parameter - learningRate / (1 - beta1ᵗ) · m / (√v / √(1 - beta2ᵗ) + epsilon)      t = 1, 2, …
/// </code>
/// </summary>
public sealed class Adam : Optimizer
{
    private readonly StreamingUpdate<WithPenalty>? _update;
    private readonly StreamingUpdate<WithPenaltyByLargest>? _amsgrad;
    private readonly AdamCoefficients _coefficients;

    /// <summary>Sets the hyper-parameters.</summary>
    /// <param name="learningRate">Size of a step, finite and at least 0.</param>
    /// <param name="beta1">Decay of the gradients' running mean, at least 0 and below 1.</param>
    /// <param name="beta2">Decay of the squared gradients' running mean, at least 0 and below 1.</param>
    /// <param name="epsilon">Keeps the quotient finite; finite and at least 0.</param>
    /// <param name="weightDecay">L2 penalty added to the gradient, finite and at least 0. For decay apart from the gradient see <see cref="AdamW"/>.</param>
    /// <param name="amsgrad">Divides by the root of the largest v so far: Reddi, Kale and Kumar, "On the Convergence of Adam and Beyond" (ICLR 2018).</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Adam(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 0, bool amsgrad = false)
        : base(learningRate, weightDecay, amsgrad ? ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] : ["exp_avg", "exp_avg_sq"])
    {
        Beta1 = HyperParameter.BelowOne(beta1, nameof(beta1));
        Beta2 = HyperParameter.BelowOne(beta2, nameof(beta2));
        Epsilon = HyperParameter.AtLeastZero(epsilon, nameof(epsilon));
        Amsgrad = amsgrad;
        _coefficients = new AdamCoefficients(beta1, beta2, epsilon);
        if (amsgrad) _amsgrad = new StreamingUpdate<WithPenaltyByLargest>(Constants);
        else _update = new StreamingUpdate<WithPenalty>(Constants);
    }

    /// <summary>Decay of the gradients' running mean.</summary>
    public float Beta1 { get; }

    /// <summary>Decay of the squared gradients' running mean.</summary>
    public float Beta2 { get; }

    /// <summary>Keeps the quotient finite.</summary>
    public float Epsilon { get; }

    /// <summary>Whether v's largest value so far counts.</summary>
    public bool Amsgrad { get; }

    /// <inheritdoc/>
    protected override bool SupportsSparseGradients => !Amsgrad;

    /// <inheritdoc/>
    protected override void Update(OptimizerStep step)
    {
        _update?.Apply(step);
        _amsgrad?.Apply(step);
    }

    private UpdateConstants Constants(in UpdateSettings s) => _coefficients.At(s.Step, s.LearningRate, s.WeightDecay);

    internal readonly struct WithPenalty : IUpdateRule
    {
        public static int StateCount => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector mean, ref TVector square, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector g = TLanes.Fma(c.C0, parameter, gradient);
            AdamCoefficients.Move<TVector, TLanes>(c, g, ref parameter, ref mean, ref square);
        }
    }

    internal readonly struct WithPenaltyByLargest : IUpdateRule
    {
        public static int StateCount => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector mean, ref TVector square, ref TVector largest)
            where TLanes : ILanes<TVector>
        {
            TVector g = TLanes.Fma(c.C0, parameter, gradient);
            AdamCoefficients.MoveByLargest<TVector, TLanes>(c, g, ref parameter, ref mean, ref square, ref largest);
        }
    }
}
