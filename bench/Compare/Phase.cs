namespace Compare;

/// <summary>What is timed of a workload; <see cref="Name"/> is the word in tables and files.</summary>
/// <param name="Name">For example <c>step</c>.</param>
/// <param name="Training">Whether it trains or predicts.</param>
/// <param name="Call">One call of the phase; <c>null</c> for a side that does not train.</param>
/// <param name="Flops">Floating-point operations of one call in matrix products, from the network's own figures (a multiply-add counts 2).</param>
internal sealed record Phase(string Name, bool Training, Func<IPredictor, Action?> Call, Func<Workload, long> Flops)
{
    /// <summary>All phases in the order in which they run.</summary>
    public static IReadOnlyList<Phase> All { get; } =
    [
        new("step", true, p => p is IContestant c ? c.Step : null, w => w.Network.Info.GradientFlops * w.BatchSize),
        new("gradient", true, p => p is IContestant c ? c.Gradient : null, w => w.Network.Info.GradientFlops * w.BatchSize),
        new("predict", false, p => p.Predict, w => w.Network.Info.ForwardFlops * w.BatchSize),
        new("predict1", false, p => p.PredictOne, w => w.Network.Info.ForwardFlops),
    ];
}
