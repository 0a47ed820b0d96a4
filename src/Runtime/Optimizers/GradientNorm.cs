using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>
/// The Euclidean norm of the gradients of all parameters that are not frozen. Partial sums of places that are multiples of <see cref="Chunk"/>, added in ascending order: the
/// same bits for every number of threads.
/// </summary>
internal sealed unsafe class GradientNorm : TeamProgram
{
    private const int Chunk = 4096;

    private double[] _sums = [];
    private float* _gradients;
    private int _length;
    private UpdateLayout? _layout;

    public float Of(ReadOnlySpan<float> gradients, UpdateLayout layout, ThreadTeam? team)
    {
        int chunks = (int)(((long)gradients.Length + Chunk - 1) / Chunk);
        if (_sums.Length != chunks) _sums = new double[chunks];
        _layout = layout;
        _length = gradients.Length;
        fixed (float* g = gradients)
        {
            _gradients = g;
            if (team is null || team.Count == 1 || gradients.Length < Optimizer.TeamThreshold) Execute(TeamMember.Alone);
            else team.Run(this);
        }

        double sum = 0;
        foreach (double part in _sums) sum += part;
        return (float)Math.Sqrt(sum);
    }

    protected internal override long Work => _length;

    public override void Execute(TeamMember member)
    {
        (int firstChunk, int lastChunk) = member.Split(_sums.Length, 1);
        UpdateRange[] ranges = _layout!.Ranges;
        UpdateSettings[] settings = _layout.Settings;
        double* lanes = stackalloc double[SquareSum.Lanes];
        int r = 0;
        for (int c = firstChunk; c < lastChunk; c++)
        {
            int from = c * Chunk, to = (int)Math.Min((long)from + Chunk, _length);
            new Span<double>(lanes, SquareSum.Lanes).Clear();
            while (ranges[r].To <= from) r++;
            for (int i = r; i < ranges.Length && ranges[i].From < to; i++)
            {
                if (settings[ranges[i].Settings].Frozen) continue;
                int start = Math.Max(from, ranges[i].From), end = Math.Min(to, ranges[i].To);
                SquareSum.Add(_gradients + start, end - start, start & (SquareSum.Lanes - 1), lanes);
            }

            _sums[c] = SquareSum.Tree(lanes);
        }
    }
}
