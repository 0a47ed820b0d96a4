using System.Diagnostics;
using System.Globalization;
using NeuralNet.Gen.Resume;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Training;

/// <summary>A process that trains and saves after every step is killed again and again.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Killed_at_any_moment_there_is_a_whole_checkpoint_and_the_run_ends_in_the_same_bits()
    {
        bool thorough = Environment.GetEnvironmentVariable("NEURALNET_LONG_TESTS") == "1";
        int wanted = thorough ? 100 : 50, epochs = thorough ? 400 : 200;
        Trainer<ResumeNet> undisturbed = ResumeTask.Create("adam");
        undisturbed.Fit(ResumeTask.Train, epochs);
        string expected = ParametersHash.Sha256(undisturbed.Network);

        var random = new Random(50);
        int kills = 0, resumed = 0;
        long step = 0;
        while (kills < wanted)
        {
            (string first, string? end) = Live(epochs, random.Next(0, 25));
            if (first.StartsWith("resumed", StringComparison.Ordinal)) resumed++;
            long begun = long.Parse(first.Split(' ')[^1], CultureInfo.InvariantCulture);
            Assert.True(begun >= step, $"after kill {kills} the run went on at step {begun}; step {step} was on the disk");
            if (end is not null)
            {
                Assert.Equal(expected, end);
                Clear();
                step = 0;
                continue;
            }

            kills++;
            step = Check(kills);
        }

        Assert.True(resumed > wanted / 2, $"only {resumed} of {wanted} lives went on with a checkpoint");
        if (step < epochs * ResumeTask.StepsPerEpoch("adam")) Assert.Equal(expected, Live(epochs, null).End);

        // What kills have left behind is gone: the last one and the two best, two files each.
        Assert.Equal(6, _directory.Names.Length);
    }

    /// <summary>What is on the disk is whole, whatever lies beside it.</summary>
    /// <returns>The step that it holds.</returns>
    private long Check(int kill)
    {
        string last = _directory["last"];
        foreach (string json in Directory.EnumerateFiles(_directory.Path, "*.json")) new ResumeNet(seed: 1).LoadCheckpoint(json);
        if (!Checkpoint.Exists(last)) return 0;
        CheckpointInfo info = Checkpoint.Describe(last);
        Assert.True(info.GlobalStep > 0, $"kill {kill}");
        return info.GlobalStep;
    }

    /// <returns>The first line of the process, and its last one when it came to its end.</returns>
    private (string First, string? End) Live(int epochs, int? milliseconds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [typeof(ResumeNet).Assembly.Location, _directory.Path, epochs.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string? first = process.StandardOutput.ReadLine();
        if (first is null) Assert.Fail($"the process ended at once: {error.Result}");
        if (milliseconds is { } time)
        {
            process.StandardOutput.ReadLine();
            Thread.Sleep(time);
            process.Kill();
        }

        string rest = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode == 0) return (first, rest.Split('\n')[^1]);
        Assert.True(milliseconds is not null, $"exit code {process.ExitCode}: {error.Result}");
        Assert.True(error.Result.Length == 0, error.Result);
        return (first, null);
    }

    private void Clear()
    {
        foreach (string path in Directory.EnumerateFiles(_directory.Path)) File.Delete(path);
    }
}
