using System.CommandLine;
using System.Globalization;
using NeuralNet.Gen;
using NeuralNet.Gen.Metrics;
using Samples;

var standard = new StandardOptions(
    "windows", 32, 3e-3f, "AdamW at its peak", "CSV file with a date and seven numbers an hour, the last to be forecast (ETTh1.csv is one) [default: 2,000 invented hours]",
    "Use only so many hours, the first ones", most: 10_000_000);
standard.Save.Description = "After the folds train once more, on the whole series, and write those parameters to this file (safetensors) and the scales of the columns beside it (.scaler.json)";
standard.Load.Description = "Train nothing: measure the parameters of this file, and the scales beside it, on the whole series";
Option<int> epochs = new("--epochs") { Description = "Times through the training part, at most", DefaultValueFactory = _ => 15, CustomParser = CommandLine.Number(1, 1_000_000) };
Option<int> folds = new("--folds") { Description = "Times that the series is cut into a past and what comes next", DefaultValueFactory = _ => 3, CustomParser = CommandLine.Number(1, 100) };
var root = new RootCommand("Trains an LSTM to forecast a day of a series, walking forward in time, and compares it with the last value that was seen.")
{
    epochs, folds, standard.Batch, standard.LearningRate, standard.Seed, standard.Threads, standard.Data, standard.Limit, standard.Save, standard.Load,
};
standard.AddRunTo(root, loadTrains: false);
return CommandLine.Run(root, args, (result, cancellation) =>
{
    RunOptions options = standard.Read(result);
    string path = options.Data ?? Path.Combine(AppContext.BaseDirectory, "data", "series.csv");
    float[] values = Read(path, options.Limit);
    int rows = values.Length / LoadLstm.Columns, count = options.Load is null ? result.GetValue(folds) : 0, least = (LoadLstm.Window + LoadLstm.Horizon) * (count + 2);
    if (rows < least) throw new DataFormatException(path, -1, $"{rows} rows; at least {least} are expected for {count} folds");
    return options.Load is null ? WalkForward(values, count, result.GetValue(epochs), options, cancellation) : Measure(values, options);
});

static float[] Read(string path, int limit)
{
    string[] names = (File.ReadLines(path).FirstOrDefault() ?? "").Split(',');
    if (names.Length != LoadLstm.Columns + 1) throw new DataFormatException(path, 0, $"the header names {names.Length} columns; a date and {LoadLstm.Columns} numbers are expected");
    TabularData table = CsvFile.Read(path, [.. names[1..].Select(name => TabularColumn.Numeric(name.Trim(), ColumnScaling.None))]);
    int rows = Math.Min(table.Count, limit);
    float[] values = new float[rows * LoadLstm.Columns];
    for (int c = 0; c < LoadLstm.Columns; c++)
    {
        ReadOnlySpan<float> numbers = table.Numbers(names[c + 1].Trim());
        for (int row = 0; row < rows; row++) values[(row * LoadLstm.Columns) + c] = numbers[row];
    }

    return values;
}

static ExitCode WalkForward(float[] values, int folds, int epochs, RunOptions options, CancellationToken cancellation)
{
    using var display = new TerminalDisplay { AutoClear = true };
    Fold[] parts = Windows(values).WalkForward(folds);
    for (int f = 0; f < folds; f++)
    {
        int trainRows = parts[f].Train.Samples[^1] + LoadLstm.Window + LoadLstm.Horizon;
        (Trainer<LoadLstm> trainer, StandardScaler scaler, int windows) = Train(values, trainRows, string.Create(CultureInfo.InvariantCulture, $"fold-{f + 1}"), f == 0, epochs, options, display, cancellation);
        Print($"fold {f + 1}/{folds}: {trainer.EpochCount} epochs on {windows} windows; {Compare(trainer, scaler, values, parts[f].Validation.Samples)}");
    }

    if (options.Save is null) return ExitCode.Success;

    // What the folds have told of is how this one will do on hours that nobody has seen yet.
    (Trainer<LoadLstm> last, StandardScaler scales, int all) = Train(values, values.Length / LoadLstm.Columns, "final", false, epochs, options, display, cancellation);
    last.Network.Save(options.Save);
    scales.Save(ScalesPath(options.Save));
    Print($"whole series: {last.EpochCount} epochs on {all} windows; saved {options.Save}");
    Print($"parameters sha256: {ParametersHash.Sha256(last.Network)}");
    return ExitCode.Success;
}

static (Trainer<LoadLstm> Trainer, StandardScaler Scaler, int Windows) Train(
    float[] values, int trainRows, string part, bool first, int epochs, RunOptions options, TerminalDisplay display, CancellationToken cancellation)
{
    // The scaler has seen the rows of the training part and none after them.
    StandardScaler scaler = StandardScaler.Fit(values.AsSpan(0, trainRows * LoadLstm.Columns), LoadLstm.Columns);
    TimeSeriesWindows series = Windows(Scaled(values, scaler));

    // When to stop is decided on the end of the training part.
    int tuning = trainRows - Math.Max(trainRows / 10, LoadLstm.Horizon);
    Subset train = series.Between(0, tuning), recent = series.Between(tuning, trainRows);
    long steps = (long)epochs * ((train.Count + options.BatchSize - 1) / options.BatchSize);
    var optimizer = new AdamW(options.LearningRate, weightDecay: 0.01f) { Schedule = new CosineSchedule(options.LearningRate, steps).WithWarmup((steps / 20) + 1), ClipNorm = 1 };
    var trainer = new Trainer<LoadLstm>(new LoadLstm(options.Seed), optimizer, new TrainerOptions
    {
        BatchSize = options.BatchSize,
        Threads = options.Threads,
        Callbacks = options.Callbacks(part, display, new EarlyStopping { Patience = 3 }),
    });
    options.ResumeTo(trainer, part: part, optional: !first);
    TrainingReport report = trainer.Fit(train, Math.Max(0, epochs - trainer.EpochCount), validation: recent, cancellationToken: cancellation);
    if (report.Cancelled) cancellation.ThrowIfCancellationRequested();
    return (trainer, scaler, train.Count);
}

static ExitCode Measure(float[] values, RunOptions options)
{
    var network = new LoadLstm(options.Seed);
    network.Load(options.Load!);
    StandardScaler scaler = StandardScaler.Load(ScalesPath(options.Load!));
    if (scaler.Means.Length != LoadLstm.Columns) throw new DataFormatException(ScalesPath(options.Load!), -1, $"scales of {scaler.Means.Length} columns; {LoadLstm.Columns} are expected");
    var trainer = new Trainer<LoadLstm>(network, new AdamW(), new TrainerOptions { Threads = options.Threads, BatchSize = options.BatchSize });
    int[] windows = [.. Enumerable.Range(0, Windows(values).Count)];
    Print($"{windows.Length} windows; {Compare(trainer, scaler, values, windows)}");
    Print($"parameters sha256: {ParametersHash.Sha256(network)}");
    return ExitCode.Success;
}

// The last value that was seen, again and again, is what a forecast has to beat.
static string Compare(Trainer<LoadLstm> trainer, StandardScaler scaler, float[] values, ReadOnlySpan<int> windows)
{
    const int Last = LoadLstm.Columns - 1;
    float[] forecasts = trainer.Predict(new Subset(Windows(Scaled(values, scaler)), windows)), truth = new float[forecasts.Length], seen = new float[forecasts.Length];
    for (int i = 0; i < forecasts.Length; i++)
    {
        int row = windows[i / LoadLstm.Horizon] + LoadLstm.Window;
        truth[i] = values[((row + (i % LoadLstm.Horizon)) * LoadLstm.Columns) + Last];
        seen[i] = values[((row - 1) * LoadLstm.Columns) + Last];
        forecasts[i] = (float)((forecasts[i] * scaler.Deviations[Last]) + scaler.Means[Last]);
    }

    return $"{Errors(forecasts, truth)}; the last value again: {Errors(seen, truth)}";
}

static TimeSeriesWindows Windows(float[] values) => new(values, LoadLstm.Columns, LoadLstm.Window, LoadLstm.Horizon, targets: [LoadLstm.Columns - 1]);

static float[] Scaled(float[] values, StandardScaler scaler)
{
    float[] scaled = [.. values];
    scaler.Transform(scaled);
    return scaled;
}

static string ScalesPath(string parameters) => Path.ChangeExtension(parameters, ".scaler.json");

static string Errors(float[] forecasts, float[] truth)
{
    var absolute = new MeanAbsoluteError();
    var squared = new RootMeanSquaredError();
    absolute.Update(forecasts, truth);
    squared.Update(forecasts, truth);
    return FormattableString.Invariant($"MAE {absolute.Value:F3}, RMSE {squared.Value:F3}");
}

static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
