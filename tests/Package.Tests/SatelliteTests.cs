namespace NeuralNet.Gen.Package.Tests;

/// <summary>The packages beside the first that promise NativeAOT - Data, Reports, Terminal - in one native program outside the repository that uses what they are for.</summary>
[Collection(WorkshopTests.Name)]
public sealed class SatelliteTests(Workshop workshop)
{
    private const string Program = """
        using System.Diagnostics.Metrics;
        using Microsoft.Extensions.Logging;
        using NeuralNet.Gen;
        using NeuralNet.Gen.Metrics;
        using Spectre.Console;

        string root = args[0];
        for (int i = 0; i < 24; i++)
        {
            string directory = Path.Combine(root, "pictures", i % 2 == 0 ? "dark" : "light");
            Directory.CreateDirectory(directory);
            // A bitmap of 8 x 8 in 24 bits.
            byte[] file = new byte[54 + 192];
            new Random(i).NextBytes(file.AsSpan(54));
            for (int p = 54; p < file.Length; p++) file[p] = (byte)(file[p] / 2 + i % 2 * 120);
            (file[0], file[1], file[2], file[10], file[14], file[18], file[22], file[26], file[28]) = ((byte)'B', (byte)'M', 246, 54, 40, 8, 8, 1, 24);
            File.WriteAllBytes(Path.Combine(directory, $"{i}.bmp"), file);
        }

        var pictures = new ImageFolder(Path.Combine(root, "pictures"), 4, 4);
        File.WriteAllText(Path.Combine(root, "table.csv"), "age,plan,left\n31,\"a, quoted\",yes\n,b,no\n44.5,b,yes\n");
        TabularData table = CsvFile.Read(Path.Combine(root, "table.csv"), [TabularColumn.Numeric("age", missing: MissingValues.Median), TabularColumn.Categorical("plan"), TabularColumn.Label("left")]);
        Console.WriteLine($"read: {string.Join(' ', pictures.Classes)}, {pictures.Count}, {table.Count}");

        long measured = 0;
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name.StartsWith("NeuralNet", StringComparison.Ordinal)) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => measured++);
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => measured++);
        listener.Start();
        using var meter = new TrainingMeter();
        using var display = new TerminalDisplay();
        var log = new Lines();
        AnsiConsole.Write(NetworkSummary.ToTable(Light.Info, 8));
        new Trainer<Light>(new Light(seed: 1), new Adam(1e-2f), new TrainerOptions
        {
            BatchSize = 8, ValidationMetrics = [new ConfusionMatrix(2)],
            Callbacks = [new HtmlReport(Path.Combine(root, "run.html")), new TensorBoardLog(Path.Combine(root, "events")) { EverySteps = 1, Histograms = true }, new CsvLog(Path.Combine(root, "run.csv")), meter, new LoggerCallback(log), display],
        }).Fit(pictures, 2, pictures);
        Console.WriteLine($"told: {log.Count > 2} {measured > 2}");

        sealed class Lines : ILogger
        {
            public int Count;
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
            public bool IsEnabled(LogLevel level) => true;
            public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> text) => Count += text(state, error).Length > 0 ? 1 : 0;
        }

        [Network] [Input(3, 4, 4)] [Flatten, Dense(2)] [SoftmaxCrossEntropy]
        public sealed partial class Light;
        """;

    [Fact]
    public void ANativeProgramUsesThemWithoutWarnings()
    {
        Workshop.SkipWithoutLinker();
        string directory = Path.Combine(workshop.Root, "users", "Satellites"), results = Path.Combine(workshop.Root, "satellites");
        Directory.CreateDirectory(directory);
        Directory.CreateDirectory(results);
        File.WriteAllText(Path.Combine(directory, "Program.cs"), Program);
        string References(params string[] names) => string.Concat(names.Select(n => $"<ProjectReference Include=\"{Path.Combine(Workshop.Repository, "src", n, $"NeuralNet.Gen.{n}.csproj")}\" />"));
        File.WriteAllText(Path.Combine(directory, "Satellites.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
                <PublishAot>true</PublishAot>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
              </PropertyGroup>
              <ItemGroup>
                {References("Abstractions", "Runtime", "Data", "Reports", "Terminal")}
                <ProjectReference Include="{Path.Combine(Workshop.Repository, "src", "Generator", "NeuralNet.Gen.Generator.csproj")}" OutputItemType="Analyzer" ReferenceOutputAssembly="false" />
              </ItemGroup>
            </Project>
            """);

        Workshop.Published published = workshop.Publish("Satellites", directory, "--artifacts-path", Path.Combine(workshop.Root, "artifacts"));
        Assert.DoesNotContain(": warning", published.Log, StringComparison.Ordinal);
        ProgramRun run = ProgramRun.Start(published.Program, [results]).Expect();
        Assert.Equal("dark light, 24, 3", run.After("read: "));
        Assert.Equal("True True", run.After("told: "));
        // The summary's table, and the lines of the epochs.
        Assert.Contains("Flatten", run.Output, StringComparison.Ordinal);
        Assert.Contains("epoch 2/2: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("<b id=\"outcome\">finished</b>", File.ReadAllText(Path.Combine(results, "run.html")), StringComparison.Ordinal);
        Assert.Contains("weights/dense1.weight", File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(results, "events")))), StringComparison.Ordinal);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(results, "run.csv")).Length);
    }
}
