using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>
/// Saves checkpoints while a network is trained (Lightning's and Keras's <c>ModelCheckpoint</c>): <c>last</c>, from which a run goes on, and the best epochs. They are written when all callbacks have heard of the epoch or the step,
/// so the order of callbacks does not matter.
/// </summary>
public sealed class ModelCheckpoint : TrainerCallback, ICheckpointed
{
    /// <summary>The checkpoint from which a run goes on.</summary>
    public const string Last = "last";

    private const string EpochName = "epoch-";

    private readonly List<(string Name, double Value)> _best = [];
    private readonly List<string> _expelled = [];
    private FitContext? _context;
    private bool _resumed;

    /// <summary>Saves into a directory.</summary>
    /// <param name="directory">Is made when it is missing. Two runs at a time must not share it.</param>
    public ModelCheckpoint(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Directory = directory;
    }

    /// <summary>Where the files are.</summary>
    public string Directory { get; }

    /// <summary>What makes an epoch one of the best; <see cref="Monitored.ValidationLoss"/> by default.</summary>
    public Monitored Monitor { get; init; } = Monitored.ValidationLoss;

    /// <summary>How many of the best epochs are kept beside <see cref="Last"/>; 1 by default, 0 for none. An earlier epoch wins among equals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int KeepBest
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 1;

    /// <summary>Epochs after which <see cref="Last"/> is saved, and of which the best are kept; 1 by default, 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int EveryEpochs
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 1;

    /// <summary>Steps after which <see cref="Last"/> is saved within an epoch, counted over all epochs; 0, the default, for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int EverySteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Whether a run that is cancelled (Ctrl+C) saves <see cref="Last"/> at the step where it stopped, also in the middle of an epoch; <c>true</c> by default.</summary>
    public bool SaveWhenCancelled { get; init; } = true;

    /// <summary>The checkpoint from which a run goes on, for <see cref="Trainer{TNetwork}.TryResume"/>.</summary>
    public string LastPath => Path.Combine(Directory, Last + ".json");

    /// <summary>The best epochs that are kept, the best first.</summary>
    public IReadOnlyList<(string Path, double Value)> Best => [.. _best.Select(b => (PathOf(b.Name), b.Value))];

    /// <inheritdoc/>
    public string StateName => "model_checkpoint";

    /// <inheritdoc/>
    public override void OnFitStart(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (KeepBest > 0 && EveryEpochs > 0) Monitor.Check(context, nameof(ModelCheckpoint));
        _context = context;
        _expelled.Clear();
        CheckpointFiles.DeleteOrphans(Directory);
        if (_resumed) DeleteUnknown();
        _resumed = false;

        // A disk that was full, or somebody, left fewer than are remembered.
        _best.RemoveAll(b => !File.Exists(PathOf(b.Name)));
    }

    /// <inheritdoc/>
    public override void OnStepEnd(in StepCompleted step)
    {
        if (EverySteps > 0 && step.GlobalStep % EverySteps == 0) _context!.SaveCheckpoint(LastPath);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!report.Completed || EveryEpochs == 0 || report.Epoch % EveryEpochs != 0) return;
        if (KeepBest > 0 && (report.Validation is not null || !Monitor.NeedsValidation)) Consider(report.Epoch, Monitor.Of(report));
        _context!.SaveCheckpoint(LastPath);
    }

    /// <inheritdoc/>
    public override void OnCheckpointSaved(CheckpointSaved saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        if (saved.Path != LastPath) return;

        // Only now does the checkpoint from which a run would go on know that these are gone.
        foreach (string name in _expelled) CheckpointFiles.Delete(PathOf(name));
        _expelled.Clear();
    }

    /// <inheritdoc/>
    public override void OnFitEnd(TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Cancelled && SaveWhenCancelled) _context!.SaveCheckpoint(LastPath);
    }

    /// <inheritdoc/>
    public void SaveState(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Write("monitor", Monitor.Name);
        state.Write("count", _best.Count);
        for (int i = 0; i < _best.Count; i++)
        {
            state.Write(Numbered("best", i), _best[i].Name);
            state.Write(Numbered("value", i), _best[i].Value);
        }
    }

    /// <inheritdoc/>
    public void LoadState(StateReader state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.ReadString("monitor") is var name && name != Monitor.Name) throw state.Unexpected("monitor", $"the best epochs were those of '{name}'; here they are those of '{Monitor.Name}'");
        List<(string, double)> best = [];
        for (int i = 0, count = state.ReadInt32("count", 0, 1_000_000); i < count; i++)
        {
            string file = state.ReadString(Numbered("best", i));
            if (file.Length == 0 || file != Path.GetFileName(file)) throw state.Unexpected(Numbered("best", i), $"'{file}' is found; a name without a directory is expected");
            best.Add((file, state.ReadDouble(Numbered("value", i))));
        }

        _best.Clear();
        _best.AddRange(best);
        _resumed = true;
    }

    /// <summary>Deletes best epochs that the checkpoint from which the run goes on does not know: those after it come again, and of those before it an end of the process kept one from being deleted.</summary>
    private void DeleteUnknown()
    {
        if (!System.IO.Directory.Exists(Directory)) return;
        foreach (string path in System.IO.Directory.EnumerateFiles(Directory, EpochName + "*.json"))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (!name.AsSpan(EpochName.Length).ContainsAnyExceptInRange('0', '9') && !_best.Any(b => b.Name == name)) CheckpointFiles.Delete(path);
        }
    }

    private static string Numbered(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}_{number + 1}");

    private string PathOf(string name) => Path.Combine(Directory, name + ".json");

    private void Consider(int epoch, double value)
    {
        int place = _best.Count;
        while (place > 0 && Monitor.IsBetter(value, _best[place - 1].Value)) place--;
        if (place >= KeepBest) return;
        string name = string.Create(CultureInfo.InvariantCulture, $"{EpochName}{epoch:D4}");
        _best.Insert(place, (name, value));
        while (_best.Count > KeepBest)
        {
            _expelled.Add(_best[^1].Name);
            _best.RemoveAt(_best.Count - 1);
        }

        _context!.SaveCheckpoint(PathOf(name));
    }
}
