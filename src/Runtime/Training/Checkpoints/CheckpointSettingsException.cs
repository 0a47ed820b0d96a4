namespace NeuralNet.Gen;

/// <summary>A checkpoint was written with other options or hyper-parameters than those of the trainer that is to go on from it. Nothing was loaded.</summary>
public sealed class CheckpointSettingsException : DataFormatException
{
    internal CheckpointSettingsException(string path, IReadOnlyList<KeyValuePair<string, string>> differences)
        : base(
            path, -1, "the checkpoint was written with other settings, so a resumed run would not be the same run; nothing was loaded (to go on all the same, pass allowOtherSettings: true):"
            + string.Concat(differences.Select(d => $"\n  {d.Key}: {d.Value}")))
        => Differences = differences;

    /// <summary>The settings that differ, as <see cref="FitContext.Settings"/> and checkpoints name them, those of the optimiser behind <c>optimizer/</c>; each with what was found and what was expected.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Differences { get; }
}
