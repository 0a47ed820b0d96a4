using System.CommandLine;
using NeuralNet.Gen;

namespace Samples;

/// <summary>What every sample's command line asks for, checked.</summary>
internal sealed record RunOptions(int BatchSize, float LearningRate, ulong Seed, int Threads, string? Data, int Limit, string? Save, string? Load)
{
    /// <summary>Where checkpoints go; <c>null</c> for nowhere. A run that is resumed goes on saving where it was.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The directory whose last checkpoint the run goes on from; <c>null</c> for a new run.</summary>
    public string? Resume { get; init; }

    /// <summary>The callbacks that record the run, made anew for each part of it; what makes the report may be the program's own.</summary>
    public Func<string?, Func<string, HtmlReport>?, IEnumerable<TrainerCallback>> Records { get; init; } = (_, _) => [];

    /// <summary>Makes the report of the run, when it is to hold more than every run's.</summary>
    public Func<string, HtmlReport>? Page { get; init; }

    /// <summary>The callbacks of a run: its own ones, then checkpoints and records as far as they were asked for.</summary>
    /// <param name="part">Of a program with several runs, the name of one: "fold-1"; <c>null</c> for the only run.</param>
    /// <param name="own">What the program adds.</param>
    public TrainerCallback[] Callbacks(string? part = null, params IEnumerable<TrainerCallback> own)
        => Place(Checkpoint ?? Resume, part) is { } directory ? [.. own, new ModelCheckpoint(directory), .. Records(part, Page)] : [.. own, .. Records(part, Page)];

    /// <summary>Lets a trainer go on from the checkpoint that was asked for, if one was.</summary>
    /// <param name="trainer">Has the callbacks of <see cref="Callbacks"/>.</param>
    /// <param name="length">The option that says how long the run is, and with it the schedule.</param>
    /// <param name="part">As for <see cref="Callbacks"/>.</param>
    /// <param name="optional">Whether there may be none, because the run was cut before this part of it.</param>
    /// <exception cref="IOException">There is none, or not of this run; the message names the options that differ.</exception>
    public void ResumeTo<TNetwork>(Trainer<TNetwork> trainer, string length = "--epochs", string? part = null, bool optional = false)
        where TNetwork : class, INetwork
    {
        if (Place(Resume, part) is not { } directory) return;
        string path = Path.Combine(directory, ModelCheckpoint.Last + ".json");
        try
        {
            if (!trainer.TryResume(path) && !optional) throw new FileNotFoundException($"--resume {Resume}: there is no checkpoint {path}");
        }
        catch (CheckpointSettingsException exception)
        {
            // The library speaks of its own names; who typed options wants to know which of them to change.
            IEnumerable<string> faults = exception.Differences.Select(difference => difference.Key switch
            {
                "optimizer/schedule" => $"the schedule is another: give {length} and --lr as they were",
                "batch_size" => $"--batch: {difference.Value}",
                "order_seed" => $"--seed: {difference.Value}",
                _ => $"{difference.Key}: {difference.Value}",
            });
            throw new DataFormatException(path, -1, $"the checkpoint is of a run with other options, and would not go on as the same one; nothing was loaded: {string.Join("; ", faults)}", exception);
        }
    }

    private static string? Place(string? directory, string? part) => directory is null || part is null ? directory : Path.Combine(directory, part);
}

/// <summary>The options that every sample has, with its own words and defaults.</summary>
internal sealed class StandardOptions
{
    /// <param name="samples">What the data consist of: "digits".</param>
    /// <param name="batch">Samples of a step when nothing is said.</param>
    /// <param name="learningRate">When nothing is said.</param>
    /// <param name="optimizer">What takes the rate, for the help: "Adam".</param>
    /// <param name="data">What <c>--data</c> takes, for the help.</param>
    /// <param name="limit">What <c>--limit</c> counts, for the help.</param>
    /// <param name="most">The largest limit; a batch has 60,000 at most.</param>
    public StandardOptions(string samples, int batch, float learningRate, string optimizer, string data, string limit, int most)
    {
        Batch = new("--batch") { Description = $"{char.ToUpperInvariant(samples[0])}{samples[1..]} of a training step", DefaultValueFactory = _ => batch, CustomParser = CommandLine.Number(1, Math.Min(most, 60_000)) };
        LearningRate = new("--lr") { Description = $"Learning rate of {optimizer}", DefaultValueFactory = _ => learningRate, CustomParser = CommandLine.Positive };
        Seed = new("--seed") { Description = $"Draws the first parameters and the order of the {samples}", DefaultValueFactory = _ => 42, CustomParser = CommandLine.Seed };
        Threads = new("--threads")
        {
            Description = "Threads of a step; every number gives the same parameters",
            DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, 4),
            CustomParser = CommandLine.Number(1, 1024),
        };
        Data = new("--data") { Description = data };
        Limit = new("--limit") { Description = limit, DefaultValueFactory = _ => most, CustomParser = CommandLine.Number(1, most) };
        Save = new("--save") { Description = "Write the parameters to this file (safetensors) at the end or at Ctrl+C" };
        Load = new("--load") { Description = "Begin with the parameters of this file" };
    }

    public Option<string?> Checkpoint { get; } = new("--checkpoint") { Description = "Save checkpoints into this directory: the last and the best epoch" };

    public Option<string?> Resume { get; } = new("--resume") { Description = "Go on from the last checkpoint of this directory, up to --epochs or --steps in all; as many as before where a schedule depends on them" };

    public RunRecords Records { get; } = new();

    public Option<int> Batch { get; }

    public Option<float> LearningRate { get; }

    public Option<ulong> Seed { get; }

    public Option<int> Threads { get; }

    public Option<string?> Data { get; }

    public Option<int> Limit { get; }

    public Option<string?> Save { get; }

    public Option<string?> Load { get; }

    /// <summary>Makes the options of checkpoints and records known to a command.</summary>
    /// <param name="command">Has the other options.</param>
    /// <param name="loadTrains">Whether a run that begins with <c>--load</c> trains; one that only measures leaves nothing to record or save.</param>
    public void AddRunTo(Command command, bool loadTrains = true)
    {
        command.Add(Checkpoint);
        command.Add(Resume);
        Records.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Load) is not null && result.GetResult(Resume) is not null) result.AddError("--load: goes without --resume, which loads the parameters too");
            if (loadTrains || result.GetResult(Load) is null) return;
            foreach (Option option in (Option[])[Save, Checkpoint, .. Records.All])
            {
                if (result.GetResult(option) is not null) result.AddError($"{option.Name}: goes without --load, with which nothing is trained");
            }
        });
    }

    /// <exception cref="DirectoryNotFoundException">The directory of <c>--save</c>: hours of training must not end at one that was never there.</exception>
    public RunOptions Read(ParseResult result)
    {
        string? save = result.GetValue(Save);
        if (save is not null && Path.GetDirectoryName(Path.GetFullPath(save)) is { } target && !Directory.Exists(target))
            throw new DirectoryNotFoundException($"--save {save}: directory {target} does not exist");
        return new RunOptions(
            result.GetValue(Batch), result.GetValue(LearningRate), result.GetValue(Seed), result.GetValue(Threads), result.GetValue(Data),
            result.GetValue(Limit), save, result.GetValue(Load))
        {
            Checkpoint = result.GetValue(Checkpoint),
            Resume = result.GetValue(Resume),
            Records = (part, page) => Records.Create(result, part, page),
        };
    }
}
