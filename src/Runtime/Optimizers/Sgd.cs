using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Stochastic gradient descent, with momentum and Nesterov's momentum as in Sutskever, Martens, Dahl and Hinton, "On the importance of
/// initialization and momentum in deep learning" (ICML 2013), by PyTorch's rule (<c>torch.optim.SGD</c>):
/// <code>
/// g = gradient + weightDecay · parameter
/// b = g                                      first step
/// b = momentum · b + (1 - dampening) · g     later steps
/// g = g + momentum · b  (Nesterov)  or  b  (momentum)
/// parameter = parameter - learningRate · g
/// </code>
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly StreamingUpdate<Plain>? _plain;
    private readonly StreamingUpdate<WithMomentum>? _momentum;
    private readonly StreamingUpdate<WithNesterov>? _nesterov;
    private readonly float _oneMinusDampening;

    /// <summary>Sets the hyper-parameters.</summary>
    /// <param name="learningRate">Size of a step, finite and at least 0.</param>
    /// <param name="momentum">Share of the previous update that goes on, finite and at least 0; with 0 nothing is remembered between steps.</param>
    /// <param name="dampening">Taken from the gradient's share once there is a previous update; finite and at least 0.</param>
    /// <param name="weightDecay">L2 penalty added to the gradient, finite and at least 0.</param>
    /// <param name="nesterov">Looks ahead along the momentum; wants a momentum above 0 and no dampening.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="ArgumentException"><paramref name="nesterov"/> without momentum or with dampening.</exception>
    public Sgd(float learningRate, float momentum = 0, float dampening = 0, float weightDecay = 0, bool nesterov = false)
        : base(learningRate, weightDecay, momentum != 0 ? ["momentum_buffer"] : [])
    {
        Momentum = HyperParameter.AtLeastZero(momentum, nameof(momentum));
        Dampening = HyperParameter.AtLeastZero(dampening, nameof(dampening));
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new ArgumentException("Nesterov's momentum wants a momentum above 0 and a dampening of 0", nameof(nesterov));
        Nesterov = nesterov;
        _oneMinusDampening = (float)(1 - HyperParameter.AsWritten(dampening));
        if (nesterov) _nesterov = new StreamingUpdate<WithNesterov>(Constants);
        else if (momentum != 0) _momentum = new StreamingUpdate<WithMomentum>(Constants);
        else _plain = new StreamingUpdate<Plain>(Constants);
    }

    /// <summary>Share of the previous update that goes on.</summary>
    public float Momentum { get; }

    /// <summary>Taken from the gradient's share once there is a previous update.</summary>
    public float Dampening { get; }

    /// <summary>Whether the update looks ahead along the momentum.</summary>
    public bool Nesterov { get; }

    /// <inheritdoc/>
    protected override bool SupportsSparseGradients => Momentum == 0;

    /// <inheritdoc/>
    protected override void Update(OptimizerStep step)
    {
        _plain?.Apply(step);
        _momentum?.Apply(step);
        _nesterov?.Apply(step);
    }

    // The buffer starts at zero, so the first step's b = g is the general rule without dampening.
    private UpdateConstants Constants(in UpdateSettings s) => new((float)-s.LearningRate, s.WeightDecay, Momentum, s.Step == 1 ? 1 : _oneMinusDampening);

    internal readonly struct Plain : IUpdateRule
    {
        public static int StateCount => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector state0, ref TVector state1, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector minusRate = c.C0, decay = c.C1;
            parameter = TLanes.Fma(minusRate, TLanes.Fma(decay, parameter, gradient), parameter);
        }
    }

    internal readonly struct WithMomentum : IUpdateRule
    {
        public static int StateCount => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector buffer, ref TVector state1, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector minusRate = c.C0, decay = c.C1, momentum = c.C2, share = c.C3;
            TVector g = TLanes.Fma(decay, parameter, gradient);
            buffer = TLanes.Fma(momentum, buffer, TLanes.Multiply(share, g));
            parameter = TLanes.Fma(minusRate, buffer, parameter);
        }
    }

    internal readonly struct WithNesterov : IUpdateRule
    {
        public static int StateCount => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector buffer, ref TVector state1, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector minusRate = c.C0, decay = c.C1, momentum = c.C2, share = c.C3;
            TVector g = TLanes.Fma(decay, parameter, gradient);
            buffer = TLanes.Fma(momentum, buffer, TLanes.Multiply(share, g));
            parameter = TLanes.Fma(minusRate, TLanes.Fma(momentum, buffer, g), parameter);
        }
    }
}
