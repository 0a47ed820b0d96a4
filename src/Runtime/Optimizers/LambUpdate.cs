using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// The two passes of <see cref="Lamb"/>. Tensors are cut into pieces at constant places; the first pass moves the running means and sums the squares of parameters and directions by
/// piece, the second one adds those of a tensor in ascending order and computes the direction again, which is cheaper than keeping it.
/// </summary>
internal sealed unsafe class LambUpdate(AdamCoefficients coefficients) : TeamProgram
{
    // Small enough that a piece's directions lie in the first cache.
    private const int PieceLength = 2048;

    private Piece[] _pieces = [];
    private UpdateLayout? _layout;
    private NetworkInfo? _network;
    private UpdateConstants[] _constants = [];
    private double[] _ofParameters = [], _ofDirections = [];
    private float* _p, _g, _m, _v;
    private float _scale, _limit;

    public void Apply(OptimizerStep step)
    {
        _layout = step.Layout;
        foreach (UpdateRange range in step.Ranges)
        {
            if (range.RowLength > 0) throw new NotSupportedException("Lamb takes steps by the length of whole tensors and has no sparse updates: leave ParameterGroup.Sparse out");
        }

        if (!ReferenceEquals(_network, _layout.Network)) Cut(_layout.Network!);
        UpdateSettings[] settings = _layout.Settings;
        if (_constants.Length < settings.Length) _constants = new UpdateConstants[settings.Length];
        for (int i = 0; i < settings.Length; i++)
        {
            UpdateSettings s = settings[i];
            if (!s.Frozen) _constants[i] = coefficients.At(s.Step, -1, s.WeightDecay);
        }

        _scale = step.GradientScale;
        _limit = step.GradientLimit;
        _p = step.ParameterPointer;
        _g = step.GradientPointer;
        _m = step.States.Pointer(0);
        _v = step.States.Pointer(1);
        if (step.Alone) Execute(TeamMember.Alone);
        else step.Team!.Run(this);
    }

    protected internal override long Work => _pieces.Length;

    public override void Execute(TeamMember member)
    {
        (int first, int last) = member.Split(_pieces.Length, 1);
        float* directions = stackalloc float[PieceLength];
        double* lanes = stackalloc double[SquareSum.Lanes];
        for (int i = first; i < last; i++)
        {
            Piece piece = _pieces[i];
            int at = Settings(piece.Tensor);
            if (_layout!.Settings[at].Frozen) continue;
            if (Vector512.IsHardwareAccelerated) Means<Vector512<float>, Lanes512>(piece, _constants[at], directions);
            else if (Vector256.IsHardwareAccelerated) Means<Vector256<float>, Lanes256>(piece, _constants[at], directions);
            else if (Vector128.IsHardwareAccelerated) Means<Vector128<float>, Lanes128>(piece, _constants[at], directions);
            else Means<float, ScalarLanes>(piece, _constants[at], directions);
            _ofDirections[i] = Sum(directions, piece.Length, lanes);
            _ofParameters[i] = Sum(_p + piece.From, piece.Length, lanes);
        }

        member.Barrier();
        for (int i = first; i < last; i++)
        {
            Piece piece = _pieces[i];
            int at = Settings(piece.Tensor);
            UpdateSettings settings = _layout!.Settings[at];
            if (settings.Frozen) continue;
            float minusRate = (float)(-settings.LearningRate * Trust(piece));
            if (Vector512.IsHardwareAccelerated) Move<Vector512<float>, Lanes512>(piece, _constants[at], minusRate);
            else if (Vector256.IsHardwareAccelerated) Move<Vector256<float>, Lanes256>(piece, _constants[at], minusRate);
            else if (Vector128.IsHardwareAccelerated) Move<Vector128<float>, Lanes128>(piece, _constants[at], minusRate);
            else Move<float, ScalarLanes>(piece, _constants[at], minusRate);
        }
    }

    /// <summary>A tensor's length over that of its direction.</summary>
    private double Trust(in Piece piece)
    {
        double parameters = 0, directions = 0;
        for (int i = piece.FirstOfTensor; i < _pieces.Length && _pieces[i].Tensor == piece.Tensor; i++)
        {
            parameters += _ofParameters[i];
            directions += _ofDirections[i];
        }

        return parameters == 0 || directions == 0 ? 1 : Math.Sqrt(parameters) / Math.Sqrt(directions);
    }

    private int Settings(int tensor) => _layout!.SettingsOfTensors is { IsEmpty: false } of ? of[tensor] : 0;

    private static double Sum(float* values, int count, double* lanes)
    {
        new Span<double>(lanes, SquareSum.Lanes).Clear();
        SquareSum.Add(values, count, 0, lanes);
        return SquareSum.Tree(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Means<TVector, TLanes>(in Piece piece, in UpdateConstants constants, float* directions)
        where TLanes : ILanes<TVector>
    {
        RuleConstants<TVector> c = RuleConstants<TVector>.Splat<TLanes>(constants);
        TVector factor = TLanes.Splat(_scale), low = TLanes.Splat(-_limit), high = TLanes.Splat(_limit);
        nint i = 0;
        for (; i <= piece.Length - TLanes.Count; i += TLanes.Count) Element<TVector, TLanes>(c, factor, low, high, piece.From + i, directions + i);
        RuleConstants<float> one = RuleConstants<float>.Splat<ScalarLanes>(constants);
        for (; i < piece.Length; i++) Element<float, ScalarLanes>(one, _scale, -_limit, _limit, piece.From + i, directions + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Element<TVector, TLanes>(in RuleConstants<TVector> c, TVector factor, TVector low, TVector high, nint at, float* direction)
        where TLanes : ILanes<TVector>
    {
        TVector gradient = Underflow.Flush<TVector, TLanes>(Clipped.Clip<TVector, TLanes>(TLanes.Load(_g + at), factor, low, high)), mean = TLanes.Load(_m + at), square = TLanes.Load(_v + at);
        AdamCoefficients.Mean<TVector, TLanes>(c, gradient, ref mean, ref square);
        (mean, square) = (Underflow.Flush<TVector, TLanes>(mean), Underflow.Flush<TVector, TLanes>(square));
        TLanes.Store(mean, _m + at);
        TLanes.Store(square, _v + at);
        TLanes.Store(Direction<TVector, TLanes>(c, mean, square, TLanes.Load(_p + at)), direction);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Move<TVector, TLanes>(in Piece piece, in UpdateConstants constants, float minusRate)
        where TLanes : ILanes<TVector>
    {
        RuleConstants<TVector> c = RuleConstants<TVector>.Splat<TLanes>(constants);
        TVector rate = TLanes.Splat(minusRate);
        nint i = piece.From, end = i + piece.Length;
        for (; i <= end - TLanes.Count; i += TLanes.Count)
        {
            TVector parameter = TLanes.Load(_p + i);
            TLanes.Store(TLanes.Fma(rate, Direction<TVector, TLanes>(c, TLanes.Load(_m + i), TLanes.Load(_v + i), parameter), parameter), _p + i);
        }

        RuleConstants<float> one = RuleConstants<float>.Splat<ScalarLanes>(constants);
        for (; i < end; i++) _p[i] = ScalarLanes.Fma(minusRate, Direction<float, ScalarLanes>(one, _m[i], _v[i], _p[i]), _p[i]);
    }

    // The constants' rate is that of the mean alone: 1 / (1 - beta1ᵗ).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Direction<TVector, TLanes>(in RuleConstants<TVector> c, TVector mean, TVector square, TVector parameter)
        where TLanes : ILanes<TVector>
    {
        TVector decay = c.C0, correction = c.C6;
        return TLanes.Fma(decay, parameter, TLanes.Multiply(correction, TLanes.Divide(mean, AdamCoefficients.Denominator<TVector, TLanes>(c, square))));
    }

    private void Cut(NetworkInfo network)
    {
        var pieces = new List<Piece>();
        for (int t = 0; t < network.Parameters.Length; t++)
        {
            ParameterInfo parameter = network.Parameters[t];
            int first = pieces.Count;
            for (int from = 0; from < parameter.Length; from += PieceLength)
                pieces.Add(new Piece(parameter.Offset + from, Math.Min(PieceLength, parameter.Length - from), t, first));
        }

        _pieces = [.. pieces];
        _ofParameters = new double[_pieces.Length];
        _ofDirections = new double[_pieces.Length];
        _network = network;
    }

    internal readonly record struct Piece(int From, int Length, int Tensor, int FirstOfTensor);
}
