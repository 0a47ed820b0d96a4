namespace NeuralNet.Gen;

/// <summary>The run that a callback watches: what trains on what, where; and the means to stop it.</summary>
public sealed class FitContext
{
    internal FitContext()
    {
    }

    /// <summary>Checkpoints that were asked for and not yet written.</summary>
    internal Queue<string> Requests { get; } = [];

    /// <summary>The network that is trained; its <see cref="INetwork.Info"/> names shapes, layers and costs.</summary>
    public required INetwork Network { get; init; }

    /// <summary>What updates it.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>The trainer's options.</summary>
    public required TrainerOptions Options { get; init; }

    /// <summary>The settings that decide the run's bits, by name, for people: the optimiser's first, then the trainer's. Made at every call.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings
        => [new("optimizer", Optimizer.GetType().Name), .. TrainerSettings.Of(Optimizer), .. TrainerSettings.Of(Options, Network)];

    /// <summary>Samples of the training data.</summary>
    public required int TrainSamples { get; init; }

    /// <summary>Samples of the validation data; <c>null</c> without such data.</summary>
    public required int? ValidationSamples { get; init; }

    /// <summary>The first epoch of this run, 1 for the first that the trainer ever took.</summary>
    public required int FirstEpoch { get; init; }

    /// <summary>The epoch that this run ends with.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps of an epoch; the one in which <see cref="TrainerOptions.MaxSteps"/> ends the run has fewer.</summary>
    public required int StepsPerEpoch { get; init; }

    /// <summary>Steps that the trainer took before this run.</summary>
    public required long GlobalStep { get; init; }

    /// <summary>Keys the order of the samples.</summary>
    public required ulong Seed { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The machine and the runtime.</summary>
    public required FitEnvironment Environment { get; init; }

    /// <summary>Why the run is to stop; <c>null</c> while it goes on.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Stops the run: after the step when called in <see cref="TrainerCallback.OnStepEnd"/>, after the epoch otherwise. The first reason is kept.</summary>
    /// <param name="reason">For people; stands in <see cref="TrainingReport.StopReason"/>.</param>
    public void Stop(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        StopReason ??= reason;
    }

    /// <summary>
    /// Saves a checkpoint of the whole run as soon as every callback has heard of the present event, so that it holds what all of them remember then; <see cref="TrainerCallback.OnCheckpointSaved"/> tells when it is
    /// written. A failure to write ends the run with the error; the trainer stays where it is, and another <c>Fit</c> goes on.
    /// </summary>
    /// <param name="path">With <c>.json</c> or without; a missing directory is made.</param>
    public void SaveCheckpoint(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Requests.Enqueue(path);
    }
}
