using System.CommandLine;
using System.Globalization;
using NeuralNet.Gen;
using NeuralNet.Gen.Metrics;

namespace Samples;

/// <summary>A program that trains an image classifier: options, data, training, and what it prints. A sample adds its network and these words.</summary>
/// <param name="Description">First line of the help.</param>
/// <param name="Images">What the data show: "digits".</param>
/// <param name="DefaultData">What is read without <c>--data</c>, for the help: "the bundled fifth of MNIST".</param>
internal sealed record ImageSample(string Description, string Images, string DefaultData)
{
    /// <summary>Times through the training data when nothing is said.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Images of a step when nothing is said.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The optimiser's, when nothing is said.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>Makes the optimiser from its learning rate; Adam unless a sample says otherwise.</summary>
    public Func<float, Optimizer> Optimizer { get; init; } = rate => new Adam(rate);

    /// <summary>Makes the schedule from the learning rate and the steps of the whole run; <c>null</c> for the same rate at every step.</summary>
    public Func<float, long, Schedule>? Schedule { get; init; }

    /// <summary>A schedule: evenly down from all of the rate to nothing.</summary>
    public static Schedule LinearDecay(float rate, long steps) => new LinearSchedule(rate, 0f, steps);

    /// <summary>Names of the classes by label, for the report; their numbers by default.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Makes what shows the run on the terminal: lines and a bar unless a sample says otherwise.</summary>
    public Func<TrainerCallback> Display { get; init; } = () => new ConsoleProgress();

    /// <summary>Fetches the original files into a directory from a mirror, or <c>null</c> for its own: <c>--download</c> and <c>--mirror</c>.</summary>
    public Action<string, Uri?, CancellationToken>? Download { get; init; }

    /// <summary>Makes training and test images, at most so many of either, where neither files are named nor any lie beside the program.</summary>
    public Func<int, (IDataset Train, IDataset Test)>? Generate { get; init; }

    /// <summary>Reads the command line, trains and reports.</summary>
    /// <param name="args">As the shell gave them.</param>
    /// <param name="create">Makes the network from the seed.</param>
    /// <returns>The exit code.</returns>
    public int Run<TNetwork>(string[] args, Func<ulong, TNetwork> create)
        where TNetwork : class, INetwork
    {
        Option<int> epochs = new("--epochs") { Description = "Times through the training data; 0 tests only", DefaultValueFactory = _ => Epochs, CustomParser = CommandLine.Number(0, 1_000_000) };
        Option<bool> download = new("--download") { Description = "First fetch the original files into --data [default: mnist], as far as they are not there" };
        Option<Uri?> mirror = new("--mirror") { Description = "With --download: address to fetch from instead of the public mirrors", CustomParser = CommandLine.Address };
        var standard = new StandardOptions(
            Images, BatchSize, LearningRate, Schedule is null ? "every step" : "the schedule at its highest",
            $"Directory with the original files, .gz or not [default: {DefaultData}]", $"Use only so many {Images} of either set, the first ones", most: 60_000);

        var root = new RootCommand(Description) { epochs, standard.Batch, standard.LearningRate, standard.Seed, standard.Threads, standard.Data };
        if (Download is not null)
        {
            root.Add(download);
            root.Add(mirror);
            root.Validators.Add(result =>
            {
                if (result.GetResult(mirror) is not null && result.GetResult(download) is null) result.AddError("--mirror: goes with --download");
            });
        }

        root.Add(standard.Limit);
        root.Add(standard.Save);
        root.Add(standard.Load);
        standard.AddRunTo(root);
        return CommandLine.Run(root, args, (result, cancellation) =>
        {
            RunOptions options = standard.Read(result);
            (IDataset train, IDataset test) = Load(options, Download is not null && result.GetValue(download), Download is null ? null : result.GetValue(mirror), cancellation);
            return Train(create(options.Seed), train, test, result.GetValue(epochs), options, cancellation);
        });
    }

    private (IDataset Train, IDataset Test) Load(RunOptions options, bool download, Uri? mirror, CancellationToken cancellation)
    {
        if (options.Data is null && Generate is not null) return Generate(options.Limit);
        string directory = options.Data ?? (download ? "mnist" : Path.Combine(AppContext.BaseDirectory, "data"));
        if (download) Download!(directory, mirror, cancellation);
        return ImageFiles.Load(directory, options.Limit);
    }

    private ExitCode Train<TNetwork>(TNetwork network, IDataset train, IDataset test, int epochs, RunOptions options, CancellationToken cancellation)
        where TNetwork : class, INetwork
    {
        if (options.Load is not null) network.Load(options.Load);

        Optimizer optimizer = Optimizer(options.LearningRate);
        long steps = (long)epochs * ((train.Count + options.BatchSize - 1) / options.BatchSize);
        if (Schedule is not null) optimizer.Schedule = Schedule(options.LearningRate, Math.Max(1, steps));
        Trainer<TNetwork>? trainer = null;
        RunOptions shown = options with
        {
            Page = file => new HtmlReport(file) { ClassNames = ClassNames, Predictions = () => ShownImages.Of(trainer!.Predict(test), test, ClassNames) },
        };
        trainer = new Trainer<TNetwork>(network, optimizer, new TrainerOptions
        {
            BatchSize = options.BatchSize,
            Threads = options.Threads,
            ValidationMetrics = [new ConfusionMatrix(network.Info.Output.Length)],
            Callbacks = shown.Callbacks(own: Display()),
        });
        options.ResumeTo(trainer);

        TrainingReport report = trainer.Fit(train, Math.Max(0, epochs - trainer.EpochCount), validation: test, cancellationToken: cancellation);

        if (options.Save is not null)
        {
            network.Save(options.Save);
            Console.WriteLine($"saved {options.Save}");
        }

        if (!report.Cancelled) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"test accuracy: {trainer.Evaluate(test).Accuracy:F4}"));
        Console.WriteLine($"parameters sha256: {ParametersHash.Sha256(network)}");
        return report.Cancelled ? ExitCode.Interrupted : ExitCode.Success;
    }
}
