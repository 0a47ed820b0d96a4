using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using NeuralNet.Gen;

namespace Samples;

/// <summary>Reads options, turns Ctrl+C into a cancellation and errors into one line and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs a program with the options of its command.</summary>
    /// <param name="root">Description and options.</param>
    /// <param name="args">As the shell gave them.</param>
    /// <param name="program">Is called when they are understood; the token is cancelled by Ctrl+C.</param>
    public static int Run(RootCommand root, string[] args, Func<ParseResult, CancellationToken, ExitCode> program)
    {
        root.SetAction(result => (int)Guarded(program, result));
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count == 0) return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        foreach (ParseError error in parsed.Errors) Console.Error.WriteLine($"{root.Name}: {error.Message} (--help lists the options)");
        return (int)ExitCode.Usage;
    }

    public static Func<ArgumentResult, int> Number(int least, int most) => result =>
    {
        if (int.TryParse(Text(result), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most) return value;
        return Refuse<int>(result, $"a whole number from {least} to {most}");
    };

    public static ulong Seed(ArgumentResult result)
        => ulong.TryParse(Text(result), NumberStyles.Integer, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : Refuse<ulong>(result, $"a whole number from 0 to {ulong.MaxValue}");

    public static float Positive(ArgumentResult result)
        => float.TryParse(Text(result), NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value > 0 && float.IsFinite(value)
            ? value
            : Refuse<float>(result, "a finite number above 0");

    public static float ZeroOrMore(ArgumentResult result)
        => float.TryParse(Text(result), NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value >= 0 && float.IsFinite(value)
            ? value
            : Refuse<float>(result, "a finite number, 0 or more");

    public static Uri? Address(ArgumentResult result)
        => Uri.TryCreate(Text(result), UriKind.Absolute, out Uri? value) && value.Scheme is "http" or "https"
            ? value
            : Refuse<Uri?>(result, "an address that begins with http:// or https://");

    private static ExitCode Guarded(Func<ParseResult, CancellationToken, ExitCode> program, ParseResult options)
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

    private static string Text(ArgumentResult result) => result.Tokens[0].Value;

    private static T? Refuse<T>(ArgumentResult result, string expected)
    {
        result.AddError($"{((OptionResult)result.Parent!).Option.Name}: found '{Text(result)}'; {expected} is expected");
        return default;
    }
}
