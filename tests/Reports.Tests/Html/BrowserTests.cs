using System.Diagnostics;
using System.Text.RegularExpressions;
using NeuralNet.Gen.Metrics;
using NeuralNet.Gen.Runtime.Tests;
using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Html;

public sealed class BrowserTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_browser_shows_a_mark_for_each_epoch_and_has_nothing_to_complain_of()
    {
        string? browser = ((string[])["chromium", "chromium-browser", "google-chrome"])
            .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(d => Path.Combine(d, name))).FirstOrDefault(File.Exists);
        Assert.SkipWhen(browser is null, "no chromium, chromium-browser or google-chrome on the PATH");
        string file = Path.Combine(_directory.Path, "run.html");
        var report = new HtmlReport(file)
        {
            ClassNames = ["first", "second", "third"],
            Predictions = () =>
            [
                new SamplePrediction("first", "first") { Confidence = 0.97, Picture = SamplePicture.FromUnit(4, 4, [0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0]) },
                new SamplePrediction("second", "third") { Confidence = 0.51, Text = "0.1, 0.2, -0.3" },
            ],
        };
        LogRuns.Trainer([report], [new Accuracy()], [new ConfusionMatrix(3)]).Fit(LogRuns.Train(), 7, LogRuns.Validation());
        if (Environment.GetEnvironmentVariable("NEURALNET_PICTURES") is { } pictures)
        {
            Run(browser, "--hide-scrollbars", $"--screenshot={Path.Combine(pictures, "report.png")}", "--window-size=1280,2600", new Uri(file).AbsoluteUri);
        }

        (string dom, string errors) = Run(browser, "--dump-dom", "--enable-logging=stderr", "--v=0", new Uri(file).AbsoluteUri);

        foreach (string series in (string[])["train loss", "validation loss", "validation accuracy", "train accuracy", "learning rate"])
            Assert.Equal(7, Regex.Count(dom, $"<circle data-epoch=\"[0-9]+\" data-series=\"{series}\""));
        Assert.Contains("finished", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("CONSOLE", errors, StringComparison.Ordinal);
    }

    private (string Output, string Errors) Run(string browser, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(browser, ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={Path.Combine(_directory.Path, "profile")}", .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("the browser did not end within two minutes");
        }

        return (output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
