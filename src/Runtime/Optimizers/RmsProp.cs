using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// RMSprop: Hinton, lecture 6e of "Neural Networks for Machine Learning" (2012); centred as in Graves, "Generating Sequences With Recurrent Neural Networks" (arXiv:1308.0850). By
/// PyTorch's rule (<c>torch.optim.RMSprop</c>), which adds epsilon after the root:
/// <code>
/// g = gradient + weightDecay · parameter
/// v = alpha · v + (1 - alpha) · g²
/// a = alpha · a + (1 - alpha) · g            centred
/// d = √v + epsilon  or  √(v - a²) + epsilon  (centred)
/// b = momentum · b + g / d                   with momentum
/// parameter = parameter - learningRate · b  (with momentum)  or  learningRate · g / d
/// </code>
/// </summary>
public sealed class RmsProp : Optimizer
{
    private readonly StreamingUpdate<Plain>? _plain;
    private readonly StreamingUpdate<WithMomentum>? _momentum;
    private readonly StreamingUpdate<WithCentre>? _centred;
    private readonly StreamingUpdate<WithCentreAndMomentum>? _centredMomentum;
    private readonly float _oneMinusAlpha;

    /// <summary>Sets the hyper-parameters.</summary>
    /// <param name="learningRate">Size of a step, finite and at least 0.</param>
    /// <param name="alpha">Decay of the running means, at least 0 and below 1.</param>
    /// <param name="epsilon">Keeps the quotient finite; finite and at least 0.</param>
    /// <param name="weightDecay">L2 penalty added to the gradient, finite and at least 0.</param>
    /// <param name="momentum">Share of the previous update that goes on, finite and at least 0.</param>
    /// <param name="centered">Divides by the gradients' standard deviation instead of their root mean square.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public RmsProp(float learningRate = 1e-2f, float alpha = 0.99f, float epsilon = 1e-8f, float weightDecay = 0, float momentum = 0, bool centered = false)
        : base(learningRate, weightDecay, (centered, momentum != 0) switch
        {
            (false, false) => ["square_avg"],
            (false, true) => ["square_avg", "momentum_buffer"],
            (true, false) => ["square_avg", "grad_avg"],
            (true, true) => ["square_avg", "grad_avg", "momentum_buffer"],
        })
    {
        Alpha = HyperParameter.BelowOne(alpha, nameof(alpha));
        Epsilon = HyperParameter.AtLeastZero(epsilon, nameof(epsilon));
        Momentum = HyperParameter.AtLeastZero(momentum, nameof(momentum));
        Centered = centered;
        _oneMinusAlpha = (float)(1 - HyperParameter.AsWritten(alpha));
        if (centered && momentum != 0) _centredMomentum = new StreamingUpdate<WithCentreAndMomentum>(Constants);
        else if (centered) _centred = new StreamingUpdate<WithCentre>(Constants);
        else if (momentum != 0) _momentum = new StreamingUpdate<WithMomentum>(Constants);
        else _plain = new StreamingUpdate<Plain>(Constants);
    }

    /// <summary>Decay of the running means.</summary>
    public float Alpha { get; }

    /// <summary>Keeps the quotient finite.</summary>
    public float Epsilon { get; }

    /// <summary>Share of the previous update that goes on.</summary>
    public float Momentum { get; }

    /// <summary>Whether the gradients' running mean is taken off.</summary>
    public bool Centered { get; }

    /// <inheritdoc/>
    protected override void Update(OptimizerStep step)
    {
        _plain?.Apply(step);
        _momentum?.Apply(step);
        _centred?.Apply(step);
        _centredMomentum?.Apply(step);
    }

    private UpdateConstants Constants(in UpdateSettings s) => new(s.WeightDecay, Alpha, _oneMinusAlpha, Epsilon, (float)-s.LearningRate, Momentum);

    internal readonly struct Plain : IUpdateRule
    {
        public static int StateCount => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector square, ref TVector state1, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector decay = c.C0, alpha = c.C1, oneMinusAlpha = c.C2, epsilon = c.C3, minusRate = c.C4;
            TVector g = TLanes.Fma(decay, parameter, gradient);
            square = TLanes.Fma(alpha, square, TLanes.Multiply(oneMinusAlpha, Underflow.Square<TVector, TLanes>(g)));
            TVector denominator = TLanes.Add(TLanes.Sqrt(square), epsilon);
            parameter = TLanes.Fma(minusRate, TLanes.Divide(g, denominator), parameter);
        }
    }

    /// <summary>The mean square less the squared mean: 0 where rounding would leave a number below, of which there is no root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Variance<TVector, TLanes>(TVector square, TVector mean)
        where TLanes : ILanes<TVector>
    {
        TVector variance = TLanes.Subtract(square, Underflow.Square<TVector, TLanes>(mean)), zero = TLanes.Splat(0);
        return TLanes.Select(TLanes.Less(variance, zero), zero, variance);
    }

    internal readonly struct WithMomentum : IUpdateRule
    {
        public static int StateCount => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector square, ref TVector buffer, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector decay = c.C0, alpha = c.C1, oneMinusAlpha = c.C2, epsilon = c.C3, minusRate = c.C4, momentum = c.C5;
            TVector g = TLanes.Fma(decay, parameter, gradient);
            square = TLanes.Fma(alpha, square, TLanes.Multiply(oneMinusAlpha, Underflow.Square<TVector, TLanes>(g)));
            TVector denominator = TLanes.Add(TLanes.Sqrt(square), epsilon);
            buffer = TLanes.Fma(momentum, buffer, TLanes.Divide(g, denominator));
            parameter = TLanes.Fma(minusRate, buffer, parameter);
        }
    }

    internal readonly struct WithCentre : IUpdateRule
    {
        public static int StateCount => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector square, ref TVector mean, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector decay = c.C0, alpha = c.C1, oneMinusAlpha = c.C2, epsilon = c.C3, minusRate = c.C4;
            TVector g = TLanes.Fma(decay, parameter, gradient);
            square = TLanes.Fma(alpha, square, TLanes.Multiply(oneMinusAlpha, Underflow.Square<TVector, TLanes>(g)));
            mean = TLanes.Fma(oneMinusAlpha, TLanes.Subtract(g, mean), mean);
            TVector denominator = TLanes.Add(TLanes.Sqrt(Variance<TVector, TLanes>(square, mean)), epsilon);
            parameter = TLanes.Fma(minusRate, TLanes.Divide(g, denominator), parameter);
        }
    }

    internal readonly struct WithCentreAndMomentum : IUpdateRule
    {
        public static int StateCount => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector square, ref TVector mean, ref TVector buffer)
            where TLanes : ILanes<TVector>
        {
            TVector decay = c.C0, alpha = c.C1, oneMinusAlpha = c.C2, epsilon = c.C3, minusRate = c.C4, momentum = c.C5;
            TVector g = TLanes.Fma(decay, parameter, gradient);
            square = TLanes.Fma(alpha, square, TLanes.Multiply(oneMinusAlpha, Underflow.Square<TVector, TLanes>(g)));
            mean = TLanes.Fma(oneMinusAlpha, TLanes.Subtract(g, mean), mean);
            TVector denominator = TLanes.Add(TLanes.Sqrt(Variance<TVector, TLanes>(square, mean)), epsilon);
            buffer = TLanes.Fma(momentum, buffer, TLanes.Divide(g, denominator));
            parameter = TLanes.Fma(minusRate, buffer, parameter);
        }
    }
}
