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
/// The decay applies to all parameters alike, biases and gains among them, as PyTorch's does.
/// </summary>
public sealed class AdamW : Optimizer
{
    private readonly StreamingUpdate<Decoupled> _update = new("exp_avg", "exp_avg_sq");
    private readonly AdamCoefficients _coefficients;
    private readonly double _weightDecay;

    /// <summary>Sets the hyper-parameters.</summary>
    /// <param name="learningRate">Size of a step, finite and at least 0.</param>
    /// <param name="beta1">Decay of the gradients' running mean, at least 0 and below 1.</param>
    /// <param name="beta2">Decay of the squared gradients' running mean, at least 0 and below 1.</param>
    /// <param name="epsilon">Keeps the quotient finite; finite and at least 0.</param>
    /// <param name="weightDecay">Share of a parameter that a step of learning rate 1 takes away; finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public AdamW(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 1e-2f)
    {
        LearningRate = HyperParameter.AtLeastZero(learningRate, nameof(learningRate));
        Beta1 = HyperParameter.BelowOne(beta1, nameof(beta1));
        Beta2 = HyperParameter.BelowOne(beta2, nameof(beta2));
        Epsilon = HyperParameter.AtLeastZero(epsilon, nameof(epsilon));
        WeightDecay = HyperParameter.AtLeastZero(weightDecay, nameof(weightDecay));
        _weightDecay = HyperParameter.AsWritten(weightDecay);
        _coefficients = new AdamCoefficients(beta1, beta2, epsilon);
    }

    /// <summary>Decay of the gradients' running mean.</summary>
    public float Beta1 { get; }

    /// <summary>Decay of the squared gradients' running mean.</summary>
    public float Beta2 { get; }

    /// <summary>Keeps the quotient finite.</summary>
    public float Epsilon { get; }

    /// <summary>Share of a parameter that a step of learning rate 1 takes away.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<OptimizerState> State => _update.States;

    /// <inheritdoc/>
    public override void Step(Span<float> parameters, ReadOnlySpan<float> gradients, ThreadTeam? team = null)
    {
        CheckLengths(parameters, gradients);
        _update.Prepare(parameters.Length);
        float keep = (float)(1 - ((double)LearningRate * _weightDecay));
        _update.Apply(parameters, gradients, _coefficients.At(StepCount + 1, LearningRate, keep), team);
        StepCount++;
    }

    /// <inheritdoc/>
    protected override void RestoreState(IReadOnlyList<OptimizerState> state) => _update.Restore(state);

    internal readonly struct Decoupled : IUpdateRule
    {
        public static int StateCount => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(
            TVector keep, TVector oneMinusBeta1, TVector beta2, TVector oneMinusBeta2, TVector scale, TVector epsilon, TVector minusRate,
            TVector gradient, ref TVector parameter, ref TVector mean, ref TVector square)
            where TLanes : ILanes<TVector>
        {
            parameter = TLanes.Multiply(parameter, keep);
            AdamCoefficients.Move<TVector, TLanes>(oneMinusBeta1, beta2, oneMinusBeta2, scale, epsilon, minusRate, gradient, ref parameter, ref mean, ref square);
        }
    }
}
