namespace NeuralNet.Gen;

/// <summary>
/// Something with a memory that must survive a resume, such as the counters of early stopping: a <see cref="TrainerCallback"/> that implements this is saved with every checkpoint and restored with it.
/// </summary>
public interface ICheckpointed
{
    /// <summary>Names the state in the file; no two of one trainer share it. For example <c>early_stopping</c>.</summary>
    string StateName { get; }

    /// <summary>Writes all that must be remembered.</summary>
    void SaveState(StateWriter state);

    /// <summary>Reads what <see cref="SaveState"/> wrote. Must read everything before it changes anything: what is missing or unfit ends in an exception of the reader's.</summary>
    void LoadState(StateReader state);
}
