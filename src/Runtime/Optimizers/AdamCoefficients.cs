using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>What optimisers with two running means share: the numbers of a step and the move along the means.</summary>
internal sealed class AdamCoefficients(float beta1, float beta2, float epsilon)
{
    private readonly double _beta1 = HyperParameter.AsWritten(beta1);
    private readonly double _beta2 = HyperParameter.AsWritten(beta2);

    /// <summary>1 - beta1ᵗ.</summary>
    public double Correction1(long step) => 1 - HyperParameter.Power(_beta1, step);

    /// <summary>1 - beta2ᵗ.</summary>
    public double Correction2(long step) => 1 - HyperParameter.Power(_beta2, step);

    /// <summary>The constants of step <paramref name="step"/> = 1, 2, …; <paramref name="decay"/> is handed on as it is.</summary>
    public UpdateConstants At(long step, double learningRate, float decay) => Of(
        decay, 1 / Math.Sqrt(Correction2(step)), epsilon, -learningRate / Correction1(step));

    /// <summary>The constants in the order that <see cref="Move"/> and <see cref="Mean"/> read.</summary>
    public UpdateConstants Of(float decay, double scale, float epsilon, double minusRate, double c7 = 0, double c8 = 0)
        => new(decay, (float)(1 - _beta1), beta2, (float)(1 - _beta2), (float)scale, epsilon, (float)minusRate, (float)c7, (float)c8);

    /// <summary>Moves both running means on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Mean<TVector, TLanes>(in RuleConstants<TVector> c, TVector g, ref TVector mean, ref TVector square)
        where TLanes : ILanes<TVector>
    {
        TVector oneMinusBeta1 = c.C1, beta2 = c.C2, oneMinusBeta2 = c.C3;
        mean = TLanes.Fma(oneMinusBeta1, TLanes.Subtract(g, mean), mean);
        square = TLanes.Fma(beta2, square, TLanes.Multiply(oneMinusBeta2, Underflow.Square<TVector, TLanes>(g)));
    }

    /// <summary>√square · scale + epsilon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Denominator<TVector, TLanes>(in RuleConstants<TVector> c, TVector square)
        where TLanes : ILanes<TVector>
    {
        TVector scale = c.C4, epsilon = c.C5;
        return TLanes.Fma(TLanes.Sqrt(square), scale, epsilon);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move<TVector, TLanes>(in RuleConstants<TVector> c, TVector g, ref TVector parameter, ref TVector mean, ref TVector square)
        where TLanes : ILanes<TVector>
    {
        Mean<TVector, TLanes>(c, g, ref mean, ref square);
        TVector minusRate = c.C6;
        parameter = TLanes.Fma(minusRate, TLanes.Divide(mean, Denominator<TVector, TLanes>(c, square)), parameter);
    }

    /// <summary><see cref="Move"/> that divides by the root of the largest running mean so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MoveByLargest<TVector, TLanes>(in RuleConstants<TVector> c, TVector g, ref TVector parameter, ref TVector mean, ref TVector square, ref TVector largest)
        where TLanes : ILanes<TVector>
    {
        Mean<TVector, TLanes>(c, g, ref mean, ref square);
        largest = TLanes.Select(TLanes.Less(largest, square), square, largest);
        TVector minusRate = c.C6;
        parameter = TLanes.Fma(minusRate, TLanes.Divide(mean, Denominator<TVector, TLanes>(c, largest)), parameter);
    }
}
