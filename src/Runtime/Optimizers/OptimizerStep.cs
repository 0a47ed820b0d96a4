namespace NeuralNet.Gen;

/// <summary>
/// One update as <see cref="Optimizer.Update"/> gets it: everything is checked, groups are resolved, the factor of clipping is known. Of use only during that call; an optimiser has one that it
/// fills in for every step.
/// </summary>
public sealed unsafe class OptimizerStep
{
    private SparseGradient[] _sparse = [];

    internal OptimizerStep(UpdateLayout layout, StateVectors states)
    {
        Layout = layout;
        States = states;
    }

    /// <summary>Is updated in place.</summary>
    public Span<float> Parameters => new(ParameterPointer, Length);

    /// <summary>As the backward pass left them: not clipped yet.</summary>
    public ReadOnlySpan<float> Gradients => new(GradientPointer, Length);

    /// <summary>Multiplies every gradient (clipping by norm); mostly 1.</summary>
    public float GradientScale { get; internal set; }

    /// <summary>Every gradient, already multiplied, is limited to ± this; mostly infinite.</summary>
    public float GradientLimit { get; internal set; }

    /// <summary>Threads to share the work, or <c>null</c>.</summary>
    public ThreadTeam? Team { get; internal set; }

    /// <summary>What to update, ascending, without overlaps; frozen parameters among them.</summary>
    public ReadOnlySpan<UpdateRange> Ranges => Layout.Ranges;

    /// <summary>The numbers that the ranges name.</summary>
    public ReadOnlySpan<UpdateSettings> Settings => Layout.Settings;

    /// <summary>Of each table with a sparse gradient, which rows have one; see <see cref="UpdateRange.SparseGradient"/>.</summary>
    public ReadOnlySpan<SparseGradient> SparseGradients => _sparse;

    internal UpdateLayout Layout { get; }

    internal StateVectors States { get; }

    internal float* ParameterPointer { get; set; }

    internal float* GradientPointer { get; set; }

    internal int Length { get; set; }

    /// <summary>Numbers that the step goes over: the parameters, of sparse tables their rows of this batch.</summary>
    internal int Work { get; private set; }

    /// <summary>Whether the calling thread does it all: there is no other, or less work than waking one is worth.</summary>
    internal bool Alone => Work < Optimizer.TeamThreshold || Team is null || Team.Count == 1;

    /// <summary>Takes over the rows of the batch. Allocates where there are more or fewer tables than in the step before.</summary>
    internal void SetRows(ReadOnlySpan<SparseGradient> sparse)
    {
        if (sparse.Length != _sparse.Length) _sparse = new SparseGradient[sparse.Length];
        sparse.CopyTo(_sparse);
        Work = 0;
        foreach (ref readonly UpdateRange range in Layout.Ranges.AsSpan()) Work += WorkOf(range);
    }

    /// <summary>Numbers of a range that the step goes over.</summary>
    internal int WorkOf(in UpdateRange range) => range.SparseGradient >= 0 ? _sparse[range.SparseGradient].Rows.Length * range.RowLength : range.To - range.From;

    /// <summary>A state tensor, one number for each parameter, by its place among the names that the optimiser gave.</summary>
    public Span<float> State(int index) => States[index].Span;
}
