using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Applies an <see cref="IUpdateRule"/> to whole vectors in one pass: reads parameter, gradient and state once, writes parameter and state once. Owns
/// the state. Element-wise, so neither the split over threads nor the register width can change a bit.
/// </summary>
internal sealed unsafe class StreamingUpdate<TRule> : TeamProgram
    where TRule : IUpdateRule
{
    // One core passes over this many parameters in about 20 µs: less work than waking a thread is worth.
    internal const int TeamThreshold = 50_000;

    // The floats of a cache line: two threads never write the same line of an aligned vector.
    private const int Granularity = 16;

    private readonly string[] _stateNames;
    private Memory<float> _state0, _state1;
    private OptimizerState[] _states = [];
    private int _length = -1;
    private float* _parametersNow, _gradientsNow, _state0Now, _state1Now;
    private UpdateConstants _constantsNow;

    public StreamingUpdate(params string[] stateNames) => _stateNames = stateNames;

    public IReadOnlyList<OptimizerState> States => _states;

    /// <summary>Allocates the state for <paramref name="length"/> parameters, or checks that it was allocated for that many.</summary>
    public void Prepare(int length)
    {
        if (_length == length) return;
        if (_length >= 0)
            throw new ArgumentException($"{length:N0} parameters were given; this optimiser's state is for {_length:N0}: an optimiser belongs to one network");
        if (TRule.StateCount > 0) _state0 = AllocateAligned(length);
        if (TRule.StateCount > 1) _state1 = AllocateAligned(length);
        _states = new OptimizerState[TRule.StateCount];
        if (TRule.StateCount > 0) _states[0] = new OptimizerState(_stateNames[0], _state0);
        if (TRule.StateCount > 1) _states[1] = new OptimizerState(_stateNames[1], _state1);
        _length = length;
    }

    /// <summary>Replaces the state. Checks everything before it changes anything.</summary>
    public void Restore(IReadOnlyList<OptimizerState> states)
    {
        if (states.Count != TRule.StateCount)
            throw new ArgumentException($"this optimiser has {TRule.StateCount} state tensors ({string.Join(", ", _stateNames)}); {states.Count} were given", nameof(states));
        for (int i = 0; i < states.Count; i++)
        {
            if (states[i].Name != _stateNames[i])
                throw new ArgumentException($"state tensor {i} is '{states[i].Name}'; this optimiser expects '{_stateNames[i]}'", nameof(states));
            int expected = _length >= 0 ? _length : states[0].Values.Length;
            if (states[i].Values.Length != expected)
                throw new ArgumentException($"state tensor '{states[i].Name}' has {states[i].Values.Length:N0} elements; {expected:N0} are expected", nameof(states));
        }

        if (states.Count == 0) return;
        Prepare(states[0].Values.Length);
        for (int i = 0; i < states.Count; i++) states[i].Values.Span.CopyTo(_states[i].Values.Span);
    }

    public void Apply(Span<float> parameters, ReadOnlySpan<float> gradients, UpdateConstants constants, ThreadTeam? team)
    {
        fixed (float* p = parameters, g = gradients, s0 = _state0.Span, s1 = _state1.Span)
        {
            if (team is null || team.Count == 1 || parameters.Length < TeamThreshold)
            {
                Range(p, g, s0, s1, parameters.Length, constants);
                return;
            }

            _parametersNow = p;
            _gradientsNow = g;
            _state0Now = s0;
            _state1Now = s1;
            _constantsNow = constants;
            team.Run(this);
        }
    }

    public override void Execute(TeamMember member)
    {
        (int from, int to) = member.Split(_length, Granularity);
        if (from == to) return;
        Range(
            _parametersNow + from, _gradientsNow + from,
            TRule.StateCount > 0 ? _state0Now + from : null, TRule.StateCount > 1 ? _state1Now + from : null,
            to - from, _constantsNow);
    }

    private static void Range(float* p, float* g, float* s0, float* s1, int count, in UpdateConstants constants)
    {
        if (Vector512.IsHardwareAccelerated) Stream<Vector512<float>, Lanes512>(p, g, s0, s1, count, constants);
        else if (Vector256.IsHardwareAccelerated) Stream<Vector256<float>, Lanes256>(p, g, s0, s1, count, constants);
        else if (Vector128.IsHardwareAccelerated) Stream<Vector128<float>, Lanes128>(p, g, s0, s1, count, constants);
        else Stream<float, ScalarLanes>(p, g, s0, s1, count, constants);
    }

    /// <summary>The pass at one width; the last elements go through the same formula one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Stream<TVector, TLanes>(float* p, float* g, float* s0, float* s1, int count, in UpdateConstants constants)
        where TLanes : ILanes<TVector>
    {
        TVector c0 = TLanes.Splat(constants.C0), c1 = TLanes.Splat(constants.C1), c2 = TLanes.Splat(constants.C2);
        TVector c3 = TLanes.Splat(constants.C3), c4 = TLanes.Splat(constants.C4), c5 = TLanes.Splat(constants.C5), c6 = TLanes.Splat(constants.C6);
        int width = TLanes.Count;
        nint i = 0;
        for (; i <= count - (4 * width); i += 4 * width)
        {
            Element<TVector, TLanes>(c0, c1, c2, c3, c4, c5, c6, p, g, s0, s1, i);
            Element<TVector, TLanes>(c0, c1, c2, c3, c4, c5, c6, p, g, s0, s1, i + width);
            Element<TVector, TLanes>(c0, c1, c2, c3, c4, c5, c6, p, g, s0, s1, i + (2 * width));
            Element<TVector, TLanes>(c0, c1, c2, c3, c4, c5, c6, p, g, s0, s1, i + (3 * width));
        }

        for (; i <= count - width; i += width) Element<TVector, TLanes>(c0, c1, c2, c3, c4, c5, c6, p, g, s0, s1, i);
        for (; i < count; i++)
            Element<float, ScalarLanes>(constants.C0, constants.C1, constants.C2, constants.C3, constants.C4, constants.C5, constants.C6, p, g, s0, s1, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Element<TVector, TLanes>(
        TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5, TVector c6, float* p, float* g, float* s0, float* s1, nint i)
        where TLanes : ILanes<TVector>
    {
        TVector gradient = TLanes.Load(g + i);
        TVector parameter = TLanes.Load(p + i);
        TVector state0 = TRule.StateCount > 0 ? TLanes.Load(s0 + i) : gradient;
        TVector state1 = TRule.StateCount > 1 ? TLanes.Load(s1 + i) : gradient;
        TRule.Update<TVector, TLanes>(c0, c1, c2, c3, c4, c5, c6, gradient, ref parameter, ref state0, ref state1);
        TLanes.Store(parameter, p + i);
        if (TRule.StateCount > 0) TLanes.Store(state0, s0 + i);
        if (TRule.StateCount > 1) TLanes.Store(state1, s1 + i);
    }

    /// <summary>Zeroed, pinned, on a 64-byte border, so that no vector of the pass straddles a cache line.</summary>
    private static Memory<float> AllocateAligned(int length)
    {
        float[] array = GC.AllocateArray<float>(length + Granularity, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref array[0]);
        int skip = (int)(((64 - (address & 63)) & 63) / sizeof(float));
        return array.AsMemory(skip, length);
    }
}
