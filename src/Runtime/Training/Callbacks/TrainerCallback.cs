namespace NeuralNet.Gen;

/// <summary>
/// Watches a training run, and may steer it: progress displays, loggers, <see cref="EarlyStopping"/>, <see cref="ModelCheckpoint"/>. Every method does nothing unless it is overridden. Those of one
/// trainer are called in the order of <see cref="TrainerOptions.Callbacks"/>, on the thread that called <see cref="Trainer{TNetwork}.Fit(IDataset, int, IDataset, IProgress{TrainingProgress}, CancellationToken)"/>.
/// </summary>
/// <remarks>
/// <para>The order of calls: <c>FitStart (EpochStart StepEnd… [ValidationEnd] EpochEnd)… FitEnd</c>, with <c>CheckpointSaved</c> anywhere after FitStart. A run that fails ends in <c>Exception</c> instead of FitEnd.</para>
/// <para>
/// Events are passed by reference and allocate nothing; what they refer to (<see cref="MetricValues"/>) is valid during the call. An exception from a method ends the run and reaches its caller; network and
/// optimiser are then as the last step left them. A callback with a memory that must survive a resume implements <see cref="ICheckpointed"/> as well.
/// </para>
/// </remarks>
public abstract class TrainerCallback
{
    /// <summary>A run begins; everything was checked. The context stays valid until the run ends.</summary>
    public virtual void OnFitStart(FitContext context)
    {
    }

    /// <summary>An epoch begins, or goes on where an interrupted run left it.</summary>
    public virtual void OnEpochStart(in EpochStarted started)
    {
    }

    /// <summary>The optimiser has taken a step, or has passed over one.</summary>
    public virtual void OnStepEnd(in StepCompleted step)
    {
    }

    /// <summary>The validation data were evaluated after an epoch.</summary>
    public virtual void OnValidationEnd(in ValidationCompleted validation)
    {
    }

    /// <summary>An epoch is over, its validation with it; or it was cancelled on the way (<see cref="EpochReport.Completed"/>).</summary>
    public virtual void OnEpochEnd(EpochReport report)
    {
    }

    /// <summary>A checkpoint was written and is complete on the disk.</summary>
    public virtual void OnCheckpointSaved(CheckpointSaved saved)
    {
    }

    /// <summary>The run failed; the exception goes on to the caller. What is thrown here is lost: the first error is the one to report.</summary>
    public virtual void OnException(Exception exception)
    {
    }

    /// <summary>What a callback still does to the network when the run is over, before any of them hears of the end: so all of them see the network that the caller gets, in whatever order they stand.</summary>
    private protected virtual void Settle()
    {
    }

    internal void SettleRun() => Settle();

    /// <summary>The run is over: all epochs, stopped or cancelled, as the report says. The network is as the caller gets it: <see cref="EarlyStopping"/> has put the best weights back.</summary>
    public virtual void OnFitEnd(TrainingReport report)
    {
    }
}
