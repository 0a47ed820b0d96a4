using System.Runtime.CompilerServices;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>The formula of an optimiser for one element, at whatever width.</summary>
internal interface IUpdateRule
{
    /// <summary>State tensors, 0 to 3, each as long as the parameters.</summary>
    static abstract int StateCount { get; }

    /// <summary>Computes the new parameter and state. What a rule has no state for it must leave alone.</summary>
    static abstract void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector gradient, ref TVector parameter, ref TVector state0, ref TVector state1, ref TVector state2)
        where TLanes : ILanes<TVector>;
}

/// <summary>Numbers that are the same for all elements of one step: computed in double precision, rounded once.</summary>
internal readonly record struct UpdateConstants(float C0, float C1 = 0, float C2 = 0, float C3 = 0, float C4 = 0, float C5 = 0, float C6 = 0, float C7 = 0, float C8 = 0);

/// <summary>The constants for the settings of a step.</summary>
internal delegate UpdateConstants ConstantsOf(in UpdateSettings settings);

/// <summary><see cref="UpdateConstants"/> in every lane.</summary>
internal struct RuleConstants<TVector>
{
    public TVector C0, C1, C2, C3, C4, C5, C6, C7, C8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RuleConstants<TVector> Splat<TLanes>(in UpdateConstants c)
        where TLanes : ILanes<TVector>
    {
        Unsafe.SkipInit(out RuleConstants<TVector> r);
        r.C0 = TLanes.Splat(c.C0);
        r.C1 = TLanes.Splat(c.C1);
        r.C2 = TLanes.Splat(c.C2);
        r.C3 = TLanes.Splat(c.C3);
        r.C4 = TLanes.Splat(c.C4);
        r.C5 = TLanes.Splat(c.C5);
        r.C6 = TLanes.Splat(c.C6);
        r.C7 = TLanes.Splat(c.C7);
        r.C8 = TLanes.Splat(c.C8);
        return r;
    }
}
