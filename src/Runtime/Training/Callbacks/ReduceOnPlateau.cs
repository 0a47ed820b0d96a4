namespace NeuralNet.Gen;

/// <summary>Tells a <see cref="PlateauSchedule"/> a number of every epoch, so that the learning rate falls when it has stopped to improve; keeps the schedule's state with checkpoints.</summary>
/// <param name="schedule">The one that the optimiser has.</param>
public sealed class ReduceOnPlateau(PlateauSchedule schedule) : TrainerCallback, ICheckpointed
{
    private readonly PlateauSchedule _schedule = schedule ?? throw new ArgumentNullException(nameof(schedule));

    /// <summary>What is followed; <see cref="Monitored.ValidationLoss"/> by default. The schedule must know as well which way is better.</summary>
    public Monitored Monitor { get; init; } = Monitored.ValidationLoss;

    /// <inheritdoc/>
    public string StateName => "reduce_on_plateau";

    /// <inheritdoc/>
    public override void OnFitStart(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Monitor.Check(context, nameof(ReduceOnPlateau));
        if (context.Optimizer.Schedule is null) throw new InvalidOperationException($"{nameof(ReduceOnPlateau)} has a schedule, but the optimiser has none: set its Schedule");
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Completed && (report.Validation is not null || !Monitor.NeedsValidation)) _schedule.Report(Monitor.Of(report));
    }

    /// <inheritdoc/>
    public void SaveState(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (int falls, double best, int bad, int cooldown) = _schedule.State;
        state.Write("monitor", Monitor.Name);
        state.Write("falls", falls);
        state.Write("best", best);
        state.Write("bad_epochs", bad);
        state.Write("cooldown_left", cooldown);
    }

    /// <inheritdoc/>
    public void LoadState(StateReader state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.ReadString("monitor") is var name && name != Monitor.Name) throw state.Unexpected("monitor", $"the schedule followed '{name}'; here it follows '{Monitor.Name}'");
        _schedule.State = new PlateauState(state.ReadInt32("falls", 0), state.ReadDouble("best"), state.ReadInt32("bad_epochs", 0), state.ReadInt32("cooldown_left", 0));
    }
}
