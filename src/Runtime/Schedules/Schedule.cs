namespace NeuralNet.Gen;

/// <summary>
/// A learning rate for every step: a function of the step's number alone, so a resumed run needs nothing but that number (<see cref="PlateauSchedule"/>, which follows a metric, has state). Give it to
/// <see cref="Optimizer.Schedule"/>. All have the same bits on every machine, and the rate after their end stays what it was there.
/// </summary>
public abstract class Schedule
{
    /// <summary>The learning rate of a step. Allocates nothing.</summary>
    /// <param name="step">Updates taken before it: 0, 1, …; negative ones count as 0.</param>
    public float At(long step) => (float)Rate(Math.Max(0, step));

    /// <summary>The learning rate of a step in double precision.</summary>
    /// <param name="step">0, 1, ….</param>
    protected abstract double Rate(long step);

    /// <summary>This schedule for so many steps, then another one from its beginning (<c>torch.optim.lr_scheduler.SequentialLR</c>).</summary>
    /// <param name="steps">At least 0.</param>
    /// <param name="next">Sees step 0 when this one has had <paramref name="steps"/>.</param>
    public Schedule Then(long steps, Schedule next) => new SequenceSchedule(this, steps, next);

    /// <summary>This schedule with every rate multiplied.</summary>
    /// <param name="factor">Finite and at least 0.</param>
    public Schedule Scale(float factor) => new ScaledSchedule(this, factor);

    /// <summary>The schedule without what plateaus in it remember: what it was before the first report.</summary>
    internal virtual Schedule WithoutState => this;

    /// <summary>Schedules with state that this one is made of.</summary>
    internal virtual IEnumerable<PlateauSchedule> Plateaus => [];

    /// <summary>This schedule after a linear warm-up: step t of the warm-up takes (t + 1) / steps of the first rate, so its last step takes all of it.</summary>
    /// <param name="steps">Steps of the warm-up, at least 0.</param>
    public Schedule WithWarmup(long steps) => new WarmupSchedule(this, steps);

    internal static double RateOf(Schedule schedule, long step) => schedule.Rate(step);
}
