using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>What a pass does to gradients as it reads them.</summary>
internal interface IClip
{
    static abstract TVector Clip<TVector, TLanes>(TVector gradient, TVector factor, TVector low, TVector high)
        where TLanes : ILanes<TVector>;
}

/// <summary>Nothing.</summary>
internal readonly struct AsItIs : IClip
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Clip<TVector, TLanes>(TVector gradient, TVector factor, TVector low, TVector high)
        where TLanes : ILanes<TVector>
        => gradient;
}

/// <summary>Multiplies by the factor of the norm, then limits the value. NaN stays NaN.</summary>
internal readonly struct Clipped : IClip
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Clip<TVector, TLanes>(TVector gradient, TVector factor, TVector low, TVector high)
        where TLanes : ILanes<TVector>
    {
        TVector g = TLanes.Multiply(gradient, factor);
        g = TLanes.Select(TLanes.Less(g, low), low, g);
        return TLanes.Select(TLanes.Less(high, g), high, g);
    }
}
