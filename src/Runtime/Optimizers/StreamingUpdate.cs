using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// Applies an <see cref="IUpdateRule"/> to whole vectors in one pass: reads parameter, gradient and state once, writes parameter and state once.
/// Element-wise, so neither the split over threads nor the register width can change a bit.
/// </summary>
/// <param name="constantsOf">The rule's constants for the settings of a step.</param>
internal sealed unsafe class StreamingUpdate<TRule>(ConstantsOf constantsOf) : TeamProgram
    where TRule : IUpdateRule
{
    // The floats of a cache line: two threads never write the same line of an aligned vector.
    private const int Granularity = 16;

    // Rows that the kernels of gradients keep together.
    private const int RowsTogether = 8;

    private UpdateConstants[] _constants = [];
    private OptimizerStep? _step;

    public void Apply(OptimizerStep step)
    {
        UpdateSettings[] settings = step.Layout.Settings;
        if (_constants.Length < settings.Length) _constants = new UpdateConstants[settings.Length];
        for (int i = 0; i < settings.Length; i++)
        {
            if (!settings[i].Frozen) _constants[i] = constantsOf(settings[i]);
        }

        _step = step;
        if (step.Alone) Share(0, step.Work);
        else step.Team!.Run(this);
    }

    protected internal override long Work => _step!.Work;

    public override void Execute(TeamMember member)
    {
        // What the batch looked up of a table is no share of its rows.
        if (member.Count == 1 || _step!.Work != _step.Length || _step.Layout.Network is not { } network)
        {
            (int from, int to) = member.Split(_step!.Work, Granularity);
            Share(from, to);
            return;
        }

        // The same rows in memory of each tensor as the products that left the gradients: a member finds them, and the moments of the step before, in its own core's cache.
        foreach (ParameterInfo parameter in network.Parameters)
        {
            int width = 1;
            foreach (int stride in parameter.Strides) width = Math.Max(width, stride);
            (int first, int last) = member.Split(parameter.Length / width, RowsTogether);
            if (first < last) Share(parameter.Offset + (first * width), parameter.Offset + (last * width));
        }
    }

    /// <summary>A part of the work, counted through all ranges: of most every number, of sparse tables the rows of the batch.</summary>
    private void Share(int from, int to)
    {
        UpdateLayout layout = _step!.Layout;
        int place = 0;
        foreach (ref readonly UpdateRange range in layout.Ranges.AsSpan())
        {
            int first = place;
            place += _step.WorkOf(range);
            if (place <= from) continue;
            if (first >= to) break;
            if (layout.Settings[range.Settings].Frozen) continue;
            int start = Math.Max(from, first) - first, end = Math.Min(to, place) - first;
            if (range.SparseGradient >= 0) BatchRows(range, start, end);
            else if (range.RowLength > 0) Rows(range, range.From + start, range.From + end);
            else Part(range.From + start, range.From + end, _constants[range.Settings]);
        }
    }

    /// <summary>Updates rows that the batch looked up, from one of their numbers to another.</summary>
    private void BatchRows(in UpdateRange range, int start, int end)
    {
        ReadOnlySpan<int> rows = _step!.SparseGradients[range.SparseGradient].Rows;
        int width = range.RowLength;
        for (int i = start / width, at = i * width; at < end; i++, at += width)
        {
            int row = range.From + (rows[i] * width);
            Part(row + Math.Max(start - at, 0), row + Math.Min(end - at, width), _constants[range.Settings]);
        }
    }

    /// <summary>Updates the rows with a gradient. Where a share ends within a row, the whole row is looked at, so that both threads decide alike.</summary>
    private void Rows(in UpdateRange range, int start, int end)
    {
        int width = range.RowLength;
        int row = range.From + ((start - range.From) / width * width);
        for (; row < end; row += width)
        {
            // Of -0 as of 0 it is true that there is no gradient; of NaN it is not.
            if (!new ReadOnlySpan<float>(_step!.GradientPointer + row, width).ContainsAnyExcept(0f)) continue;
            Part(Math.Max(row, start), Math.Min(row + width, end), _constants[range.Settings]);
        }
    }

    private void Part(int from, int to, in UpdateConstants constants)
    {
        StateVectors states = _step!.States;
        float* p = _step.ParameterPointer + from, g = _step.GradientPointer + from;
        float* s0 = TRule.StateCount > 0 ? states.Pointer(0) + from : null, s1 = TRule.StateCount > 1 ? states.Pointer(1) + from : null, s2 = TRule.StateCount > 2 ? states.Pointer(2) + from : null;
        if (Vector512.IsHardwareAccelerated) Width<Vector512<float>, Lanes512>(p, g, s0, s1, s2, to - from, constants);
        else if (Vector256.IsHardwareAccelerated) Width<Vector256<float>, Lanes256>(p, g, s0, s1, s2, to - from, constants);
        else if (Vector128.IsHardwareAccelerated) Width<Vector128<float>, Lanes128>(p, g, s0, s1, s2, to - from, constants);
        else Width<float, ScalarLanes>(p, g, s0, s1, s2, to - from, constants);
    }

    private void Width<TVector, TLanes>(float* p, float* g, float* s0, float* s1, float* s2, int count, in UpdateConstants constants)
        where TLanes : ILanes<TVector>
    {
        float scale = _step!.GradientScale, limit = _step.GradientLimit;
        if (scale == 1 && float.IsPositiveInfinity(limit)) Stream<TVector, TLanes, AsItIs>(p, g, s0, s1, s2, count, constants, scale, limit);
        else Stream<TVector, TLanes, Clipped>(p, g, s0, s1, s2, count, constants, scale, limit);
    }

    /// <summary>The pass at one width; the last elements go through the same formula one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Stream<TVector, TLanes, TClip>(
        float* p, float* g, float* s0, float* s1, float* s2, int count, in UpdateConstants constants, float scale, float limit)
        where TLanes : ILanes<TVector>
        where TClip : IClip
    {
        RuleConstants<TVector> c = RuleConstants<TVector>.Splat<TLanes>(constants);
        TVector factor = TLanes.Splat(scale), high = TLanes.Splat(limit), low = TLanes.Splat(-limit);
        int width = TLanes.Count;
        nint i = 0;
        for (; i <= count - (4 * width); i += 4 * width)
        {
            Element<TVector, TLanes, TClip>(c, factor, low, high, p, g, s0, s1, s2, i);
            Element<TVector, TLanes, TClip>(c, factor, low, high, p, g, s0, s1, s2, i + width);
            Element<TVector, TLanes, TClip>(c, factor, low, high, p, g, s0, s1, s2, i + (2 * width));
            Element<TVector, TLanes, TClip>(c, factor, low, high, p, g, s0, s1, s2, i + (3 * width));
        }

        for (; i <= count - width; i += width) Element<TVector, TLanes, TClip>(c, factor, low, high, p, g, s0, s1, s2, i);
        if (i == count) return;
        RuleConstants<float> one = RuleConstants<float>.Splat<ScalarLanes>(constants);
        for (; i < count; i++) Element<float, ScalarLanes, TClip>(one, scale, -limit, limit, p, g, s0, s1, s2, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Element<TVector, TLanes, TClip>(
        in RuleConstants<TVector> c, TVector factor, TVector low, TVector high, float* p, float* g, float* s0, float* s1, float* s2, nint i)
        where TLanes : ILanes<TVector>
        where TClip : IClip
    {
        TVector gradient = Underflow.Flush<TVector, TLanes>(TClip.Clip<TVector, TLanes>(TLanes.Load(g + i), factor, low, high));
        TVector parameter = TLanes.Load(p + i);
        TVector state0 = TRule.StateCount > 0 ? TLanes.Load(s0 + i) : gradient;
        TVector state1 = TRule.StateCount > 1 ? TLanes.Load(s1 + i) : gradient;
        TVector state2 = TRule.StateCount > 2 ? TLanes.Load(s2 + i) : gradient;
        TRule.Update<TVector, TLanes>(c, gradient, ref parameter, ref state0, ref state1, ref state2);
        TLanes.Store(parameter, p + i);
        if (TRule.StateCount > 0) TLanes.Store(Underflow.Flush<TVector, TLanes>(state0), s0 + i);
        if (TRule.StateCount > 1) TLanes.Store(Underflow.Flush<TVector, TLanes>(state1), s1 + i);
        if (TRule.StateCount > 2) TLanes.Store(Underflow.Flush<TVector, TLanes>(state2), s2 + i);
    }
}
