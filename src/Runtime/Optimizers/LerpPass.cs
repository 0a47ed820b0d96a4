using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>Moves a vector towards another one, in one pass: average = average + share · (values - average). Running means of weights and of gradients are this.</summary>
internal sealed unsafe class LerpPass : TeamProgram
{
    private const int Granularity = 16;

    private float* _average, _values;
    private int _length;
    private UpdateConstants _constants;

    public void Apply(Span<float> average, ReadOnlySpan<float> values, double share, ThreadTeam? team)
    {
        _length = average.Length;
        _constants = new UpdateConstants((float)share);
        fixed (float* a = average, v = values)
        {
            _average = a;
            _values = v;
            if (team is null || team.Count == 1 || _length < Optimizer.TeamThreshold) Execute(TeamMember.Alone);
            else team.Run(this);
        }
    }

    protected internal override long Work => _length;

    public override void Execute(TeamMember member)
    {
        (int from, int to) = member.Split(_length, Granularity);
        if (from == to) return;
        if (Vector512.IsHardwareAccelerated) Part<Vector512<float>, Lanes512>(from, to);
        else if (Vector256.IsHardwareAccelerated) Part<Vector256<float>, Lanes256>(from, to);
        else if (Vector128.IsHardwareAccelerated) Part<Vector128<float>, Lanes128>(from, to);
        else Part<float, ScalarLanes>(from, to);
    }

    private void Part<TVector, TLanes>(int from, int to)
        where TLanes : ILanes<TVector>
        => StreamingUpdate<Lerp>.Stream<TVector, TLanes, AsItIs>(_average + from, _values + from, null, null, null, to - from, _constants, 1, float.PositiveInfinity);

    internal readonly struct Lerp : IUpdateRule
    {
        public static int StateCount => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Update<TVector, TLanes>(in RuleConstants<TVector> c, TVector value, ref TVector average, ref TVector state0, ref TVector state1, ref TVector state2)
            where TLanes : ILanes<TVector>
        {
            TVector share = c.C0;
            average = TLanes.Fma(share, TLanes.Subtract(value, average), average);
        }
    }
}
