using Mnist;
using NeuralNet.Gen;

return CommandLine.Run(args, Train);

static ExitCode Train(RunOptions options, CancellationToken cancellation)
{
    (IDataset train, IDataset test) = MnistData.Load(options, cancellation);

    var network = new MnistMlp(options.Seed);
    if (options.Load is not null) network.Load(options.Load);

    var trainer = new Trainer<MnistMlp>(
        network,
        new Adam(options.LearningRate),
        new TrainerOptions { BatchSize = options.BatchSize, Threads = options.Threads });

    using var display = new ProgressDisplay();
    TrainingReport report = trainer.Fit(train, options.Epochs, validation: test, display, cancellation);
    display.Summarize(report);

    if (options.Save is not null)
    {
        network.Save(options.Save);
        display.WriteLine($"saved {options.Save}");
    }

    if (!report.Cancelled) display.WriteLine($"test accuracy: {trainer.Evaluate(test).Accuracy:F4}");
    display.WriteLine($"parameters sha256: {ParametersHash.Sha256(network)}");
    return report.Cancelled ? ExitCode.Interrupted : ExitCode.Success;
}
