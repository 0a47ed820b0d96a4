using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// AdaDelta: Zeiler, "ADADELTA: An Adaptive Learning Rate Method" (2012, arXiv:1212.5701), by PyTorch's rule (<c>torch.optim.Adadelta</c>):
/// <code>
/// g = gradient + weightDecay · parameter
/// v = rho · v + (1 - rho) · g²
/// Δ = √(u + epsilon) / √(v + epsilon) · g
/// u = rho · u + (1 - rho) · Δ²
/// parameter = parameter - learningRate · Δ
/// </code>
/// </summary>
public sealed class AdaDelta : Optimizer
{
    private readonly StreamingUpdate<Rule> _update;
    private readonly float _oneMinusRho;

    /// <summary>Sets the hyper-parameters.</summary>
    /// <param name="learningRate">Multiplies the step that the rule finds; finite and at least 0.</param>
    /// <param name="rho">Decay of both running means, at least 0 and below 1.</param>
    /// <param name="epsilon">Keeps the quotient finite; finite and at least 0.</param>
    /// <param name="weightDecay">L2 penalty added to the gradient, finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public AdaDelta(float learningRate = 1, float rho = 0.9f, float epsilon = 1e-6f, float weightDecay = 0)
        : base(learningRate, weightDecay, ["square_avg", "acc_delta"])
    {
        Rho = HyperParameter.BelowOne(rho, nameof(rho));
        Epsilon = HyperParameter.AtLeastZero(epsilon, nameof(epsilon));
        _oneMinusRho = (float)(1 - HyperParameter.AsWritten(rho));
        _update = new StreamingUpdate<Rule>(Constants);
    }

    /// <summary>Decay of both running means.</summary>
    public float Rho { get; }

    /// <summary>Keeps the quotient finite.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    protected override void Update(OptimizerStep step) => _update.Apply(step);

    private UpdateConstants Constants(in UpdateSettings s) => new(s.WeightDecay, Rho, _oneMinusRho, Epsilon, (float)-s.LearningRate);

    internal readonly struct Rule : IUpdateRule
    {
        public static int StateCount => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector square, ref TVector steps, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector decay = c.C0, rho = c.C1, oneMinusRho = c.C2, epsilon = c.C3, minusRate = c.C4;
            TVector g = TLanes.Fma(decay, parameter, gradient);
            square = TLanes.Fma(rho, square, TLanes.Multiply(oneMinusRho, Underflow.Square<TVector, TLanes>(g)));
            TVector step = TLanes.Multiply(TLanes.Divide(TLanes.Sqrt(TLanes.Add(steps, epsilon)), TLanes.Sqrt(TLanes.Add(square, epsilon))), g);
            steps = TLanes.Fma(rho, steps, TLanes.Multiply(oneMinusRho, Underflow.Square<TVector, TLanes>(step)));
            parameter = TLanes.Fma(minusRate, step, parameter);
        }
    }
}
