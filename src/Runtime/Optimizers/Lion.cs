using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Lion: Chen et al., "Symbolic Discovery of Optimization Algorithms" (NeurIPS 2023, arXiv:2302.06675), algorithm 2. Every step moves every parameter by the learning rate, so that rate is
/// usually a tenth to a third of Adam's, and the decay three to ten times as strong:
/// <code>
/// parameter = parameter · (1 - learningRate · weightDecay)
/// parameter = parameter - learningRate · sign(beta1 · m + (1 - beta1) · gradient)
/// m = beta2 · m + (1 - beta2) · gradient
/// </code>
/// </summary>
public sealed class Lion : Optimizer
{
    private readonly StreamingUpdate<Rule> _update;
    private readonly float _oneMinusBeta1, _oneMinusBeta2;

    /// <summary>Sets the hyper-parameters.</summary>
    /// <param name="learningRate">Size of a step, finite and at least 0.</param>
    /// <param name="beta1">The running mean's share of the direction, at least 0 and below 1.</param>
    /// <param name="beta2">Decay of the running mean, at least 0 and below 1.</param>
    /// <param name="weightDecay">Share of a parameter that a step of learning rate 1 takes away; finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Lion(float learningRate = 1e-4f, float beta1 = 0.9f, float beta2 = 0.99f, float weightDecay = 0)
        : base(learningRate, weightDecay, ["exp_avg"])
    {
        Beta1 = HyperParameter.BelowOne(beta1, nameof(beta1));
        Beta2 = HyperParameter.BelowOne(beta2, nameof(beta2));
        _oneMinusBeta1 = (float)(1 - HyperParameter.AsWritten(beta1));
        _oneMinusBeta2 = (float)(1 - HyperParameter.AsWritten(beta2));
        _update = new StreamingUpdate<Rule>(Constants);
    }

    /// <summary>The running mean's share of the direction.</summary>
    public float Beta1 { get; }

    /// <summary>Decay of the running mean.</summary>
    public float Beta2 { get; }

    /// <inheritdoc/>
    protected override void Update(OptimizerStep step) => _update.Apply(step);

    private UpdateConstants Constants(in UpdateSettings s) => new(HyperParameter.Keep(s), Beta1, _oneMinusBeta1, Beta2, _oneMinusBeta2, (float)-s.LearningRate);

    internal readonly struct Rule : IUpdateRule
    {
        public static int StateCount => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector mean, ref TVector state1, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector keep = c.C0, beta1 = c.C1, oneMinusBeta1 = c.C2, beta2 = c.C3, oneMinusBeta2 = c.C4, minusRate = c.C5;
            TVector zero = TLanes.Splat(0), one = TLanes.Splat(1), minusOne = TLanes.Splat(-1);
            TVector direction = TLanes.Fma(beta1, mean, TLanes.Multiply(oneMinusBeta1, gradient));

            // What is neither above nor below zero stays: 0 has no direction, and NaN goes on.
            TVector sign = TLanes.Select(TLanes.Less(zero, direction), one, TLanes.Select(TLanes.Less(direction, zero), minusOne, direction));
            parameter = TLanes.Fma(minusRate, sign, TLanes.Multiply(parameter, keep));
            mean = TLanes.Fma(beta2, mean, TLanes.Multiply(oneMinusBeta2, gradient));
        }
    }
}
