using System.CommandLine;
using NeuralNet.Gen;

namespace Samples;

/// <summary>The options that record a run: each names a place, and makes the callback that writes there.</summary>
internal sealed class RunRecords
{
    private readonly Option<string?> _report = new("--report") { Description = "Write a page with curves of the run to this HTML file" };
    private readonly Option<string?> _tensorBoard = new("--tensorboard") { Description = "Write event files for TensorBoard into this directory" };
    private readonly Option<string?> _csv = new("--csv") { Description = "Write the numbers of every epoch to this CSV file" };

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [_report, _tensorBoard, _csv];

    /// <summary>Makes the options known to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All) command.Add(option);
    }

    /// <summary>The callbacks that were asked for.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="part">Of a program with several runs, the name of one, which goes into the names of its files: "fold-1"; <c>null</c> for the only run.</param>
    /// <param name="page">Makes the report for a file when it is to hold more than every run's.</param>
    public IEnumerable<TrainerCallback> Create(ParseResult result, string? part = null, Func<string, HtmlReport>? page = null)
    {
        if (result.GetValue(_report) is { } report) yield return page?.Invoke(NamedFile(report, part)) ?? new HtmlReport(NamedFile(report, part));
        if (result.GetValue(_tensorBoard) is { } events) yield return new TensorBoardLog(part is null ? events : Path.Combine(events, part));
        if (result.GetValue(_csv) is { } csv) yield return new CsvLog(NamedFile(csv, part));
    }

    private static string NamedFile(string path, string? part)
        => part is null ? path : Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}-{part}{Path.GetExtension(path)}");
}
