using System.CommandLine;

namespace Samples;

/// <summary>What every sample's command line asks for, checked.</summary>
internal sealed record RunOptions(int BatchSize, float LearningRate, ulong Seed, int Threads, string? Data, int Limit, string? Save, string? Load);

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

    public Option<int> Batch { get; }

    public Option<float> LearningRate { get; }

    public Option<ulong> Seed { get; }

    public Option<int> Threads { get; }

    public Option<string?> Data { get; }

    public Option<int> Limit { get; }

    public Option<string?> Save { get; }

    public Option<string?> Load { get; }

    /// <exception cref="DirectoryNotFoundException">The directory of <c>--save</c>: hours of training must not end at one that was never there.</exception>
    public RunOptions Read(ParseResult result)
    {
        string? save = result.GetValue(Save);
        if (save is not null && Path.GetDirectoryName(Path.GetFullPath(save)) is { } target && !Directory.Exists(target))
            throw new DirectoryNotFoundException($"--save {save}: directory {target} does not exist");
        return new RunOptions(
            result.GetValue(Batch), result.GetValue(LearningRate), result.GetValue(Seed), result.GetValue(Threads), result.GetValue(Data),
            result.GetValue(Limit), save, result.GetValue(Load));
    }
}
