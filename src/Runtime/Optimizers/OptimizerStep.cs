namespace NeuralNet.Gen;

/// <summary>
/// One update as <see cref="Optimizer.Update"/> gets it: everything is checked, groups are resolved, the factor of clipping is known. Of use only during that call; an optimiser has one that it
/// fills in for every step.
/// </summary>
public sealed unsafe class OptimizerStep
{
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

    internal UpdateLayout Layout { get; }

    internal StateVectors States { get; }

    internal float* ParameterPointer { get; set; }

    internal float* GradientPointer { get; set; }

    internal int Length { get; set; }

    /// <summary>Whether the calling thread does it all: there is no other, or less work than waking one is worth.</summary>
    internal bool Alone => Length < Optimizer.TeamThreshold || Team is null || Team.Count == 1;

    /// <summary>A state tensor, one number for each parameter, by its place among the names that the optimiser gave.</summary>
    public Span<float> State(int index) => States[index].Span;
}
