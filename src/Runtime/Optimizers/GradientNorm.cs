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
    private OptimizerStep? _step;

    public float Of(ReadOnlySpan<float> gradients, OptimizerStep step, ThreadTeam? team)
    {
        int chunks = (int)(((long)gradients.Length + Chunk - 1) / Chunk);
        if (_sums.Length != chunks) _sums = new double[chunks];
        _step = step;
        _layout = step.Layout;
        _length = gradients.Length;
        fixed (float* g = gradients)
        {
            _gradients = g;
            if (team is null || team.Count == 1 || step.Work < Optimizer.TeamThreshold) Execute(TeamMember.Alone);
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
        int r = 0, sparse = -1, row = 0;
        for (int c = firstChunk; c < lastChunk; c++)
        {
            int from = c * Chunk, to = (int)Math.Min((long)from + Chunk, _length);
            new Span<double>(lanes, SquareSum.Lanes).Clear();
            while (ranges[r].To <= from) r++;
            for (int i = r; i < ranges.Length && ranges[i].From < to; i++)
            {
                if (settings[ranges[i].Settings].Frozen) continue;
                int start = Math.Max(from, ranges[i].From), end = Math.Min(to, ranges[i].To);
                if (ranges[i].SparseGradient >= 0)
                {
                    if (sparse != i) row = FirstRow(ranges[sparse = i], start);
                    AddRows(ranges[i], start, end, ref row, lanes);
                    continue;
                }

                SquareSum.Add(_gradients + start, end - start, start & (SquareSum.Lanes - 1), lanes);
            }

            _sums[c] = SquareSum.Tree(lanes);
        }
    }

    /// <summary>The first row of the batch that reaches beyond a place.</summary>
    private int FirstRow(in UpdateRange range, int start)
    {
        int row = _step!.SparseGradients[range.SparseGradient].Rows.BinarySearch((start - range.From) / range.RowLength);
        return row < 0 ? ~row : row;
    }

    /// <summary>Adds what rows of the batch have between two places, in the lanes of a walk over all rows: the zeros of the others would change no sum.</summary>
    private void AddRows(in UpdateRange range, int start, int end, ref int row, double* lanes)
    {
        ReadOnlySpan<int> rows = _step!.SparseGradients[range.SparseGradient].Rows;
        for (; row < rows.Length; row++)
        {
            int from = range.From + (rows[row] * range.RowLength), to = from + range.RowLength;
            if (from >= end) return;
            int first = Math.Max(from, start), last = Math.Min(to, end);
            SquareSum.Add(_gradients + first, last - first, first & (SquareSum.Lanes - 1), lanes);
            // What is left of a row belongs to the next chunk.
            if (to > end) return;
        }
    }
}
