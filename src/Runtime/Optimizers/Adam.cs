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
    private readonly StreamingUpdate<WithPenalty> _update = new("exp_avg", "exp_avg_sq");
    private readonly AdamCoefficients _coefficients;

    /// <summary>Sets the hyper-parameters.</summary>
    /// <param name="learningRate">Size of a step, finite and at least 0.</param>
    /// <param name="beta1">Decay of the gradients' running mean, at least 0 and below 1.</param>
    /// <param name="beta2">Decay of the squared gradients' running mean, at least 0 and below 1.</param>
    /// <param name="epsilon">Keeps the quotient finite; finite and at least 0.</param>
    /// <param name="weightDecay">L2 penalty added to the gradient, finite and at least 0. For decay apart from the gradient see <see cref="AdamW"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Adam(float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 0)
    {
        LearningRate = HyperParameter.AtLeastZero(learningRate, nameof(learningRate));
        Beta1 = HyperParameter.BelowOne(beta1, nameof(beta1));
        Beta2 = HyperParameter.BelowOne(beta2, nameof(beta2));
        Epsilon = HyperParameter.AtLeastZero(epsilon, nameof(epsilon));
        WeightDecay = HyperParameter.AtLeastZero(weightDecay, nameof(weightDecay));
        _coefficients = new AdamCoefficients(beta1, beta2, epsilon);
    }

    /// <summary>Decay of the gradients' running mean.</summary>
    public float Beta1 { get; }

    /// <summary>Decay of the squared gradients' running mean.</summary>
    public float Beta2 { get; }

    /// <summary>Keeps the quotient finite.</summary>
    public float Epsilon { get; }

    /// <summary>L2 penalty added to the gradient.</summary>
    public float WeightDecay { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<OptimizerState> State => _update.States;

    /// <inheritdoc/>
    public override void Step(Span<float> parameters, ReadOnlySpan<float> gradients, ThreadTeam? team = null)
    {
        CheckLengths(parameters, gradients);
        _update.Prepare(parameters.Length);
        _update.Apply(parameters, gradients, _coefficients.At(StepCount + 1, LearningRate, WeightDecay), team);
        StepCount++;
    }

    /// <inheritdoc/>
    protected override void RestoreState(IReadOnlyList<OptimizerState> state) => _update.Restore(state);

    internal readonly struct WithPenalty : IUpdateRule
    {
        public static int StateCount => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(
            TVector decay, TVector oneMinusBeta1, TVector beta2, TVector oneMinusBeta2, TVector scale, TVector epsilon, TVector minusRate,
            TVector gradient, ref TVector parameter, ref TVector mean, ref TVector square)
            where TLanes : ILanes<TVector>
        {
            TVector g = TLanes.Fma(decay, parameter, gradient);
            AdamCoefficients.Move<TVector, TLanes>(oneMinusBeta1, beta2, oneMinusBeta2, scale, epsilon, minusRate, g, ref parameter, ref mean, ref square);
        }
    }
}
