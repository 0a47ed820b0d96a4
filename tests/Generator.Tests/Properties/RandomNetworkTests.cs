using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using CsCheck;
using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Tests.Fixtures;
using NeuralNet.Gen.Generator.Tests.Interpreter;

namespace NeuralNet.Gen.Generator.Tests.Properties;

/// <summary>
/// Networks drawn at random, compiled and held against the interpreter: values, loss, gradients, states, and the same bits for every team. 60 by default and 500 with
/// <c>NEURALNET_LONG_TESTS=1</c>; <c>NEURALNET_NETWORK_SEED</c> repeats the one that a failure names and looks for smaller ones that fail.
/// </summary>
public sealed class RandomNetworkTests
{
    private const int Bundle = 20;

    /// <summary>Which networks are drawn: a count, or <c>first+count</c> for others than usual.</summary>
    private static (int First, int Count) Wanted
    {
        get
        {
            string[] parts = (Environment.GetEnvironmentVariable("NEURALNET_NETWORKS") ?? (Environment.GetEnvironmentVariable("NEURALNET_LONG_TESTS") == "1" ? "500" : "60")).Split('+');
            return (parts.Length > 1 ? int.Parse(parts[0], CultureInfo.InvariantCulture) : 0, int.Parse(parts[^1], CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Compiled_networks_agree_with_the_interpreter()
    {
        if (Environment.GetEnvironmentVariable("NEURALNET_NETWORK_SEED") is { Length: > 0 } repeated)
        {
            new NetworkGen().Sample(network => Assert.Empty(Check([("", network)], out _, out _)), seed: repeated, iter: 60, threads: 1);
            return;
        }

        var watch = Stopwatch.StartNew();
        var failures = new List<string>();
        (int first, int count) = Wanted;
        int compared = 0, excused = 0;
        // CsCheck's own seeds, one for each network, so that every run draws the same ones.
        (string Seed, DrawnNetwork Network)[] networks = [.. Enumerable.Range(first, count).Select(i =>
        {
            var random = new PCG((uint)i, 20_26);
            string seed = random.ToString();
            return (seed, new NetworkGen().Generate(random, null, out _));
        })];
        foreach ((string, DrawnNetwork)[] bundle in networks.Chunk(Bundle))
        {
            failures.AddRange(Check(bundle, out int some, out int off));
            (compared, excused) = (compared + some, excused + off);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{networks.Length} networks, {compared} numbers, {excused} of them excused, {watch.Elapsed.TotalSeconds:F0} s");
        Assert.True(failures.Count == 0, $"{failures.Count} of {networks.Length} networks failed\n\n{string.Join("\n\n", failures)}");
        Assert.True(excused <= compared / 50, $"{excused} of {compared} numbers were off and excused by rounding or kinks: too many to trust the rest");
    }

    /// <summary>Compiles networks together and runs them one after the other.</summary>
    /// <returns>What failed, each with its seed and source.</returns>
    private static List<string> Check((string Seed, DrawnNetwork Network)[] networks, out int compared, out int excused)
    {
        var failures = new List<string>();
        (compared, excused) = (0, 0);
        GeneratorRun run = GeneratorRun.Of([.. networks.Select((n, i) => NetworkGen.Usings + n.Network.SourceOf($"Net{i}"))]);
        var context = new AssemblyLoadContext(null, isCollectible: true);
        try
        {
            Diagnostic[] all = [.. run.GeneratorDiagnostics.Concat(run.Input.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error))];
            bool[] isBad = [.. networks.Select((_, i) => all.Any(d => IsAbout(d, i)))];
            if (isBad.Contains(true) && isBad.Contains(false))
            {
                // What was emitted for the others would not compile beside them.
                failures.AddRange(Check([.. networks.Where((_, i) => isBad[i])], out _, out _));
                failures.AddRange(Check([.. networks.Where((_, i) => !isBad[i])], out compared, out excused));
                return failures;
            }

            if (networks.Length > 1 && !run.Compiles)
            {
                int half = networks.Length / 2;
                failures.AddRange(Check(networks[..half], out compared, out excused));
                failures.AddRange(Check(networks[half..], out int more, out int off));
                (compared, excused) = (compared + more, excused + off);
                return failures;
            }

            Assembly? assembly = null;
            using var team = new ThreadTeam(3);
            for (int i = 0; i < networks.Length; i++)
            {
                NetworkComparison? comparison = null;
                try
                {
                    Diagnostic[] mistakes = [.. all.Where(d => IsAbout(d, i))];
                    Assert.True(mistakes.Length == 0, string.Join("\n", mistakes.Select(m => m.ToString())));
                    assembly ??= run.Load(context);
                    comparison = new NetworkComparison(InterpretedNetwork.ModelOf(run, $"Net{i}"), Network.Create(assembly, $"Net{i}").Instance, networks[i].Network.Batch);
                    comparison.Run(team);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    failures.Add(new StringBuilder($"seed {networks[i].Seed}: ").AppendLine(error is Xunit.Sdk.IAssertionException ? error.Message : error.ToString()).Append(networks[i].Network).ToString());
                }

                compared += comparison?.Compared ?? 0;
                excused += comparison?.Excused ?? 0;
            }
        }
        finally
        {
            context.Unload();
        }

        return failures;

        static bool IsAbout(Diagnostic mistake, int network)
            => mistake.Location.SourceTree?.FilePath == $"Source{network}.cs" || mistake.ToString().Contains($"'Net{network}'", StringComparison.Ordinal);
    }
}
