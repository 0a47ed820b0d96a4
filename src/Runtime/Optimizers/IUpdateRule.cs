using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>The formula of an optimiser for one element, at whatever width.</summary>
internal interface IUpdateRule
{
    /// <summary>State tensors, 0 to 2, each as long as the parameters.</summary>
    static abstract int StateCount { get; }

    /// <summary>Computes the new parameter and state. What a rule has no state for it must leave alone.</summary>
    static abstract void Update<TVector, TLanes>(
        TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5, TVector c6, TVector gradient, ref TVector parameter, ref TVector state0, ref TVector state1)
        where TLanes : ILanes<TVector>;
}

/// <summary>Numbers that are the same for all elements of one step: computed in double precision, rounded once.</summary>
internal readonly record struct UpdateConstants(float C0, float C1 = 0, float C2 = 0, float C3 = 0, float C4 = 0, float C5 = 0, float C6 = 0);
