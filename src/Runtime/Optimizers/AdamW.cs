using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Adam with weight decay apart from the gradient: Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (ICLR 2019,
/// arXiv:1711.05101), by PyTorch's rule (<c>torch.optim.AdamW</c>):
/// <code>
/// parameter = parameter · (1 - learningRate · weightDecay)
/// m = beta1 · m + (1 - beta1) · gradient
/// v = beta2 · v + (1 - beta2) · gradient²
/// parameter = parameter - learningRate / (1 - beta1ᵗ) · m / (√v / √(1 - beta2ᵗ) + epsilon)      t = 1, 2, …
/// </code>
/// The decay applies to all parameters alike, biases and gains among them, as PyTorch's does, unless <see cref="Optimizer.Groups"/> say otherwise.
/// </summary>
public sealed class AdamW : Optimizer
{
    private readonly StreamingUpdate<Decoupled>? _update;
    private readonly StreamingUpdate<DecoupledByLargest>? _amsgrad;
    private readonly AdamCoefficients _coefficients;

    /// <summary>Sets the hyper-parameters.</summary>
    /// <param name="learningRate">Size of a step, finite and at least 0.</param>
    /// <param name="beta1">Decay of the gradients' running mean, at least 0 and below 1.</param>
    /// <param name="beta2">Decay of the squared gradients' running mean, at least 0 and below 1.</param>
    /// <param name="epsilon">Keeps the quotient finite; finite and at least 0.</param>
    /// <param name="weightDecay">Share of a parameter that a step of learning rate 1 takes away; finite and at least 0.</param>
    /// <param name="amsgrad">Divides by the root of the largest v so far: Reddi, Kale and Kumar, "On the Convergence of Adam and Beyond" (ICLR 2018).</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public AdamW(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 1e-2f, bool amsgrad = false)
        : base(learningRate, weightDecay, amsgrad ? ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] : ["exp_avg", "exp_avg_sq"])
    {
        Beta1 = HyperParameter.BelowOne(beta1, nameof(beta1));
        Beta2 = HyperParameter.BelowOne(beta2, nameof(beta2));
        Epsilon = HyperParameter.AtLeastZero(epsilon, nameof(epsilon));
        Amsgrad = amsgrad;
        _coefficients = new AdamCoefficients(beta1, beta2, epsilon);
        if (amsgrad) _amsgrad = new StreamingUpdate<DecoupledByLargest>(Constants);
        else _update = new StreamingUpdate<Decoupled>(Constants);
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
    protected override void Update(OptimizerStep step)
    {
        _update?.Apply(step);
        _amsgrad?.Apply(step);
    }

    private UpdateConstants Constants(in UpdateSettings s) => _coefficients.At(s.Step, s.LearningRate, HyperParameter.Keep(s));

    internal readonly struct Decoupled : IUpdateRule
    {
        public static int StateCount => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector mean, ref TVector square, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            parameter = TLanes.Multiply(parameter, c.C0);
            AdamCoefficients.Move<TVector, TLanes>(c, gradient, ref parameter, ref mean, ref square);
        }
    }

    internal readonly struct DecoupledByLargest : IUpdateRule
    {
        public static int StateCount => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector mean, ref TVector square, ref TVector largest)
            where TLanes : ILanes<TVector>
        {
            parameter = TLanes.Multiply(parameter, c.C0);
            AdamCoefficients.MoveByLargest<TVector, TLanes>(c, gradient, ref parameter, ref mean, ref square, ref largest);
        }
    }
}
