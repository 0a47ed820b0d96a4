using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> share: the numbers of a step and the move along the running means.</summary>
internal sealed class AdamCoefficients(float beta1, float beta2, float epsilon)
{
    private readonly double _beta1 = HyperParameter.AsWritten(beta1);
    private readonly double _beta2 = HyperParameter.AsWritten(beta2);

    /// <summary>The constants of step <paramref name="step"/> = 1, 2, …; <paramref name="decay"/> is handed on as it is.</summary>
    public UpdateConstants At(long step, double learningRate, float decay)
    {
        double correction1 = 1 - HyperParameter.Power(_beta1, step);
        double correction2 = 1 - HyperParameter.Power(_beta2, step);
        return new UpdateConstants(
            decay, (float)(1 - _beta1), beta2, (float)(1 - _beta2), (float)(1 / Math.Sqrt(correction2)), epsilon, (float)(-learningRate / correction1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Move<TVector, TLanes>(
        TVector oneMinusBeta1, TVector beta2, TVector oneMinusBeta2, TVector scale, TVector epsilon, TVector minusRate,
        TVector g, ref TVector parameter, ref TVector mean, ref TVector square)
        where TLanes : ILanes<TVector>
    {
        mean = TLanes.Fma(oneMinusBeta1, TLanes.Subtract(g, mean), mean);
        square = TLanes.Fma(beta2, square, TLanes.Multiply(oneMinusBeta2, TLanes.Multiply(g, g)));
        TVector denominator = TLanes.Fma(TLanes.Sqrt(square), scale, epsilon);
        parameter = TLanes.Fma(minusRate, TLanes.Divide(mean, denominator), parameter);
    }
}
