using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using NeuralNet.Gen;

namespace Mnist;

/// <summary>What the command line asks for, checked.</summary>
internal sealed record RunOptions(
    int Epochs, int BatchSize, float LearningRate, ulong Seed, int Threads, string? Data, bool Download, Uri? Mirror, int Limit, string? Save, string? Load);

/// <summary>Reads options, turns Ctrl+C into a cancellation and errors into one line and an exit code.</summary>
internal static class CommandLine
{
    public static int Run(string[] args, Func<RunOptions, CancellationToken, ExitCode> program)
    {
        Option<int> epochs = new("--epochs") { Description = "Times through the training data; 0 tests only", DefaultValueFactory = _ => 10, CustomParser = Number(0, 1_000_000) };
        Option<int> batch = new("--batch") { Description = "Digits of a training step", DefaultValueFactory = _ => 64, CustomParser = Number(1, 60_000) };
        Option<float> learningRate = new("--lr") { Description = "Learning rate of Adam", DefaultValueFactory = _ => 1e-3f, CustomParser = Positive };
        Option<ulong> seed = new("--seed") { Description = "Draws the first parameters and the order of the digits", DefaultValueFactory = _ => 42, CustomParser = Seed };
        Option<int> threads = new("--threads")
        {
            Description = "Threads of a step; every number gives the same parameters",
            DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, 4),
            CustomParser = Number(1, 1024),
        };
        Option<string?> data = new("--data") { Description = "Directory with the original files, .gz or not [default: the bundled fifth of MNIST]" };
        Option<bool> download = new("--download") { Description = "First fetch the original files into --data [default: mnist], as far as they are not there" };
        Option<Uri?> mirror = new("--mirror") { Description = "With --download: address to fetch from instead of the public mirrors", CustomParser = Address };
        Option<int> limit = new("--limit") { Description = "Use only so many digits of either set, the first ones", DefaultValueFactory = _ => 60_000, CustomParser = Number(1, 60_000) };
        Option<string?> save = new("--save") { Description = "Write the parameters to this file (safetensors) at the end or at Ctrl+C" };
        Option<string?> load = new("--load") { Description = "Begin with the parameters of this file" };

        var root = new RootCommand("Trains a network of 784-512-256-10 neurons to read handwritten digits (MNIST).")
        {
            epochs, batch, learningRate, seed, threads, data, download, mirror, limit, save, load,
        };
        root.Validators.Add(result =>
        {
            if (result.GetResult(mirror) is not null && result.GetResult(download) is null) result.AddError("--mirror: goes with --download");
        });
        root.SetAction(result => (int)Guarded(program, new RunOptions(
            result.GetValue(epochs), result.GetValue(batch), result.GetValue(learningRate), result.GetValue(seed), result.GetValue(threads),
            result.GetValue(data), result.GetValue(download), result.GetValue(mirror), result.GetValue(limit), result.GetValue(save), result.GetValue(load))));

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count == 0) return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        foreach (ParseError error in parsed.Errors) Console.Error.WriteLine($"{root.Name}: {error.Message} (--help lists the options)");
        return (int)ExitCode.Usage;
    }

    private static ExitCode Guarded(Func<RunOptions, CancellationToken, ExitCode> program, RunOptions options)
    {
        using var cancellation = new CancellationTokenSource();

        // The first Ctrl+C ends in good order; a second one, should that hang, as usual.
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        });
        try
        {
            return program(options, cancellation.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine("interrupted");
            return ExitCode.Interrupted;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NonFiniteLossException)
        {
            Console.Error.WriteLine($"error: {string.Join("; ", exception.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))}");
            return ExitCode.Failure;
        }
    }

    private static Func<ArgumentResult, int> Number(int least, int most) => result =>
    {
        if (int.TryParse(Text(result), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most) return value;
        return Refuse<int>(result, $"a whole number from {least} to {most}");
    };

    private static ulong Seed(ArgumentResult result)
        => ulong.TryParse(Text(result), NumberStyles.Integer, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : Refuse<ulong>(result, $"a whole number from 0 to {ulong.MaxValue}");

    private static float Positive(ArgumentResult result)
        => float.TryParse(Text(result), NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value > 0 && float.IsFinite(value)
            ? value
            : Refuse<float>(result, "a finite number above 0");

    private static Uri? Address(ArgumentResult result)
        => Uri.TryCreate(Text(result), UriKind.Absolute, out Uri? value) && value.Scheme is "http" or "https"
            ? value
            : Refuse<Uri?>(result, "an address that begins with http:// or https://");

    private static string Text(ArgumentResult result) => result.Tokens[0].Value;

    private static T? Refuse<T>(ArgumentResult result, string expected)
    {
        result.AddError($"{((OptionResult)result.Parent!).Option.Name}: found '{Text(result)}'; {expected} is expected");
        return default;
    }
}
