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

    /// <summary>The checkpoint that a run goes on from; <c>null</c> for a new run.</summary>
    /// <param name="part">As for <see cref="Callbacks"/>.</param>
    public string? ResumePath(string? part = null) => Place(Resume, part) is { } directory ? Path.Combine(directory, ModelCheckpoint.Last + ".json") : null;

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

    public Option<string?> Resume { get; } = new("--resume") { Description = "Go on from the last checkpoint of this directory, up to --epochs in all; as many as before where a schedule depends on them" };

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
    public void AddRunTo(Command command)
    {
        command.Add(Checkpoint);
        command.Add(Resume);
        Records.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Load) is not null && result.GetResult(Resume) is not null) result.AddError("--load: goes without --resume, which loads the parameters too");
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
