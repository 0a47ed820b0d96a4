using System.CommandLine;
using System.Globalization;
using NeuralNet.Gen;
using NeuralNet.Gen.Metrics;
using Samples;

var standard = new StandardOptions(
    "rows", 32, 3e-3f, "AdamW at its peak", "CSV file with the columns age, income, visits, tenure, plan, channel, town, left [default: 2,000 invented customers]", "", most: 60_000);
standard.Save.Description = "After the folds train once more, on the whole table, and write those parameters to this file (safetensors) and what encodes a row beside it (.encoder.json)";
standard.Load.Description = "Train nothing: measure the parameters of this file, and the encoder beside it, on the whole table";
Option<int> epochs = new("--epochs") { Description = "Times through the training part, at most", DefaultValueFactory = _ => 30, CustomParser = CommandLine.Number(1, 1_000_000) };
Option<int> folds = new("--folds") { Description = "Parts of the table, each held out once", DefaultValueFactory = _ => 5, CustomParser = CommandLine.Number(2, 100) };
var root = new RootCommand("Cross-validates a network that tells from a table which customers leave.")
{
    epochs, folds, standard.Batch, standard.LearningRate, standard.Seed, standard.Threads, standard.Data, standard.Save, standard.Load,
};
standard.AddRunTo(root, loadTrains: false);
return CommandLine.Run(root, args, (result, cancellation) =>
{
    RunOptions options = standard.Read(result);
    TabularData table = CsvFile.Read(options.Data ?? Path.Combine(AppContext.BaseDirectory, "data", "customers.csv"),
    [
        TabularColumn.Numeric("age", missing: MissingValues.Median),
        TabularColumn.Numeric("income", missing: MissingValues.Median),
        TabularColumn.Numeric("visits", missing: MissingValues.Median),
        TabularColumn.Numeric("tenure", missing: MissingValues.Median),
        TabularColumn.Categorical("plan"),
        TabularColumn.Categorical("channel", missing: MissingValues.Category),
        TabularColumn.Categorical("town", asIndex: true, allowUnknown: true),
        TabularColumn.Label("left"),
    ]);
    return options.Load is not null ? Measure(table, options) : CrossValidate(table, result.GetValue(folds), result.GetValue(epochs), options, cancellation);
});

static ExitCode CrossValidate(TabularData table, int folds, int epochs, RunOptions options, CancellationToken cancellation)
{
    if (table.Count < 4 * folds) throw new DataFormatException(table.Path, -1, $"{table.Count} rows; at least {4 * folds} are expected for {folds} folds");
    using var display = new TerminalDisplay { AutoClear = true };
    double[] accuracies = new double[folds], areas = new double[folds];
    Fold[] parts = table.StratifiedKFold(folds, options.Seed, table.Codes("left"));
    for (int f = 0; f < folds; f++)
    {
        (Trainer<CustomerNet> trainer, TabularEncoder encoder) = Train(table, parts[f].Train.Samples, string.Create(CultureInfo.InvariantCulture, $"fold-{f + 1}"), f == 0, epochs, options, display, cancellation);
        EvaluationReport held = trainer.Evaluate(new Subset(encoder.Encode(table), parts[f].Validation.Samples));
        accuracies[f] = held.Accuracy!.Value;
        areas[f] = held.Metrics[0].Value;
        Print($"fold {f + 1}/{folds}: {trainer.EpochCount} epochs, accuracy {accuracies[f]:F4}, AUROC {areas[f]:F4}");
    }

    Print($"accuracy: {accuracies.Average():F4} ± {Deviation(accuracies):F4}");
    Print($"AUROC: {areas.Average():F4} ± {Deviation(areas):F4}");
    if (options.Save is null) return ExitCode.Success;

    // What the folds have told of is how this one will do on customers that nobody has seen yet (scikit-learn: refit).
    (Trainer<CustomerNet> last, TabularEncoder whole) = Train(table, [.. Enumerable.Range(0, table.Count)], "final", false, epochs, options, display, cancellation);
    last.Network.Save(options.Save);
    whole.Save(EncoderPath(options.Save));
    Print($"whole table: {last.EpochCount} epochs; saved {options.Save}");
    Print($"parameters sha256: {ParametersHash.Sha256(last.Network)}");
    return ExitCode.Success;
}

static (Trainer<CustomerNet> Trainer, TabularEncoder Encoder) Train(
    TabularData table, ReadOnlySpan<int> rows, string part, bool first, int epochs, RunOptions options, TerminalDisplay display, CancellationToken cancellation)
{
    // Medians, scales and categories are those of the training part; the held-out rows have no say in them.
    TabularEncoder encoder = TabularEncoder.Fit(table, rows);
    Check(table, encoder);

    // When to stop is decided on a tenth of the training part, so that the held-out rows have no say in that either.
    Subset[] train = new Subset(encoder.Encode(table), rows).RandomSplit(options.Seed, 0.9, 0.1);
    long steps = (long)epochs * ((train[0].Count + options.BatchSize - 1) / options.BatchSize);
    var optimizer = new AdamW(options.LearningRate, weightDecay: 0.01f) { Schedule = new CosineSchedule(options.LearningRate, steps).WithWarmup(steps / 20 + 1) };
    var trainer = new Trainer<CustomerNet>(new CustomerNet(options.Seed), optimizer, new TrainerOptions
    {
        BatchSize = options.BatchSize,
        Threads = options.Threads,
        ValidationMetrics = [new Auroc()],
        Callbacks = options.Callbacks(part, display, new EarlyStopping { Patience = 8 }),
    });
    options.ResumeTo(trainer, part: part, optional: !first);
    TrainingReport report = trainer.Fit(train[0], Math.Max(0, epochs - trainer.EpochCount), validation: train[1], cancellationToken: cancellation);
    if (report.Cancelled) cancellation.ThrowIfCancellationRequested();
    return (trainer, encoder);
}

static ExitCode Measure(TabularData table, RunOptions options)
{
    var network = new CustomerNet(options.Seed);
    network.Load(options.Load!);
    TabularEncoder encoder = TabularEncoder.Load(EncoderPath(options.Load!));
    Check(table, encoder);
    var trainer = new Trainer<CustomerNet>(network, new AdamW(), new TrainerOptions { Threads = options.Threads, BatchSize = options.BatchSize, ValidationMetrics = [new Auroc()] });
    EvaluationReport all = trainer.Evaluate(encoder.Encode(table));
    Print($"{all.Samples} rows: accuracy {all.Accuracy!.Value:F4}, AUROC {all.Metrics[0].Value:F4}");
    Print($"parameters sha256: {ParametersHash.Sha256(network)}");
    return ExitCode.Success;
}

static string EncoderPath(string parameters) => Path.ChangeExtension(parameters, ".encoder.json");

static void Check(TabularData table, TabularEncoder encoder)
{
    if (encoder.FeatureCount != CustomerNet.Features)
        throw new DataFormatException(table.Path, -1, $"the numbers, plans and channels of the training part make {encoder.FeatureCount} features; {CustomerNet.Features} are expected");
    if (encoder.Categories("town").Length + 1 > CustomerNet.Towns)
        throw new DataFormatException(table.Path, -1, $"{encoder.Categories("town").Length} towns; at most {CustomerNet.Towns - 1} are expected");
    if (encoder.Categories("left").Length != 2)
        throw new DataFormatException(table.Path, -1, $"the column 'left' has {encoder.Categories("left").Length} values; two are expected");
}

// Of a sample: n − 1.
static double Deviation(double[] values)
{
    double mean = values.Average();
    return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
}

static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
