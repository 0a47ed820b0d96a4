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
    private readonly StreamingUpdate<Plain> _plain = new();
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
    {
        HyperParameter.AtLeastZero(learningRate, nameof(learningRate));
        LearningRate = learningRate;
        Momentum = HyperParameter.AtLeastZero(momentum, nameof(momentum));
        Dampening = HyperParameter.AtLeastZero(dampening, nameof(dampening));
        WeightDecay = HyperParameter.AtLeastZero(weightDecay, nameof(weightDecay));
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new ArgumentException("Nesterov's momentum wants a momentum above 0 and a dampening of 0", nameof(nesterov));
        Nesterov = nesterov;
        _oneMinusDampening = (float)(1 - HyperParameter.AsWritten(dampening));
        if (nesterov) _nesterov = new StreamingUpdate<WithNesterov>("momentum_buffer");
        else if (momentum != 0) _momentum = new StreamingUpdate<WithMomentum>("momentum_buffer");
    }

    /// <summary>Share of the previous update that goes on.</summary>
    public float Momentum { get; }

    /// <summary>Taken from the gradient's share once there is a previous update.</summary>
    public float Dampening { get; }

    /// <summary>L2 penalty added to the gradient.</summary>
    public float WeightDecay { get; }

    /// <summary>Whether the update looks ahead along the momentum.</summary>
    public bool Nesterov { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<OptimizerState> State => _momentum?.States ?? _nesterov?.States ?? [];

    /// <inheritdoc/>
    public override void Step(Span<float> parameters, ReadOnlySpan<float> gradients, ThreadTeam? team = null)
    {
        CheckLengths(parameters, gradients);

        // The buffer starts at zero, so the first step's b = g is the general rule without dampening.
        float share = StepCount == 0 ? 1 : _oneMinusDampening;
        var constants = new UpdateConstants(-LearningRate, WeightDecay, Momentum, share);
        if (_momentum is not null)
        {
            _momentum.Prepare(parameters.Length);
            _momentum.Apply(parameters, gradients, constants, team);
        }
        else if (_nesterov is not null)
        {
            _nesterov.Prepare(parameters.Length);
            _nesterov.Apply(parameters, gradients, constants, team);
        }
        else
        {
            _plain.Prepare(parameters.Length);
            _plain.Apply(parameters, gradients, constants, team);
        }

        StepCount++;
    }

    /// <inheritdoc/>
    protected override void RestoreState(IReadOnlyList<OptimizerState> state)
    {
        if (_momentum is not null) _momentum.Restore(state);
        else if (_nesterov is not null) _nesterov.Restore(state);
        else base.RestoreState(state);
    }

    internal readonly struct Plain : IUpdateRule
    {
        public static int StateCount => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(
            TVector minusRate, TVector decay, TVector momentum, TVector share, TVector c4, TVector c5, TVector c6, TVector gradient, ref TVector parameter, ref TVector state0, ref TVector state1)
            where TLanes : ILanes<TVector>
            => parameter = TLanes.Fma(minusRate, TLanes.Fma(decay, parameter, gradient), parameter);
    }

    internal readonly struct WithMomentum : IUpdateRule
    {
        public static int StateCount => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(
            TVector minusRate, TVector decay, TVector momentum, TVector share, TVector c4, TVector c5, TVector c6, TVector gradient, ref TVector parameter, ref TVector buffer, ref TVector state1)
            where TLanes : ILanes<TVector>
        {
            TVector g = TLanes.Fma(decay, parameter, gradient);
            buffer = TLanes.Fma(momentum, buffer, TLanes.Multiply(share, g));
            parameter = TLanes.Fma(minusRate, buffer, parameter);
        }
    }

    internal readonly struct WithNesterov : IUpdateRule
    {
        public static int StateCount => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(
            TVector minusRate, TVector decay, TVector momentum, TVector share, TVector c4, TVector c5, TVector c6, TVector gradient, ref TVector parameter, ref TVector buffer, ref TVector state1)
            where TLanes : ILanes<TVector>
        {
            TVector g = TLanes.Fma(decay, parameter, gradient);
            buffer = TLanes.Fma(momentum, buffer, TLanes.Multiply(share, g));
            parameter = TLanes.Fma(minusRate, TLanes.Fma(momentum, buffer, g), parameter);
        }
    }
}
