using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// AdaGrad: Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization" (JMLR 2011), by PyTorch's rule
/// (<c>torch.optim.Adagrad</c>):
/// <code>
/// g = gradient + weightDecay · parameter
/// s = s + g²                                 s starts at initialAccumulator
/// parameter = parameter - learningRate / (1 + (t - 1) · learningRateDecay) · g / (√s + epsilon)      t = 1, 2, …
/// </code>
/// </summary>
public sealed class AdaGrad : Optimizer
{
    private readonly StreamingUpdate<Rule> _update;
    private readonly double _learningRateDecay;

    /// <summary>Sets the hyper-parameters.</summary>
    /// <param name="learningRate">Size of a step, finite and at least 0.</param>
    /// <param name="learningRateDecay">How fast the learning rate falls by itself; finite and at least 0.</param>
    /// <param name="weightDecay">L2 penalty added to the gradient, finite and at least 0.</param>
    /// <param name="initialAccumulator">What the sums of squares start with; finite and at least 0.</param>
    /// <param name="epsilon">Keeps the quotient finite; finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public AdaGrad(float learningRate = 1e-2f, float learningRateDecay = 0, float weightDecay = 0, float initialAccumulator = 0, float epsilon = 1e-10f)
        : base(learningRate, weightDecay, ["sum"], HyperParameter.AtLeastZero(initialAccumulator, nameof(initialAccumulator)))
    {
        LearningRateDecay = HyperParameter.AtLeastZero(learningRateDecay, nameof(learningRateDecay));
        InitialAccumulator = initialAccumulator;
        Epsilon = HyperParameter.AtLeastZero(epsilon, nameof(epsilon));
        _learningRateDecay = HyperParameter.AsWritten(learningRateDecay);
        _update = new StreamingUpdate<Rule>(Constants);
    }

    /// <summary>How fast the learning rate falls by itself.</summary>
    public float LearningRateDecay { get; }

    /// <summary>What the sums of squares start with.</summary>
    public float InitialAccumulator { get; }

    /// <summary>Keeps the quotient finite.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    protected override bool SupportsSparseGradients => true;

    /// <inheritdoc/>
    protected override void Update(OptimizerStep step) => _update.Apply(step);

    private UpdateConstants Constants(in UpdateSettings s) => new(s.WeightDecay, (float)(-s.LearningRate / (1 + ((s.Step - 1) * _learningRateDecay))), Epsilon);

    internal readonly struct Rule : IUpdateRule
    {
        public static int StateCount => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector sum, ref TVector state1, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector decay = c.C0, minusRate = c.C1, epsilon = c.C2;
            TVector g = TLanes.Fma(decay, parameter, gradient);
            TVector kept = Underflow.ToSquare<TVector, TLanes>(g);
            sum = TLanes.Fma(kept, kept, sum);
            parameter = TLanes.Fma(minusRate, TLanes.Divide(g, TLanes.Add(TLanes.Sqrt(sum), epsilon)), parameter);
        }
    }
}
