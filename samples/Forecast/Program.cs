using System.CommandLine;
using System.Globalization;
using NeuralNet.Gen;
using NeuralNet.Gen.Metrics;
using Samples;

var standard = new StandardOptions(
    "windows", 32, 3e-3f, "AdamW at its peak", "CSV file with a date and seven numbers an hour, the last to be forecast (ETTh1.csv is one) [default: 2,000 invented hours]",
    "Use only so many hours, the first ones", most: 10_000_000);
Option<int> epochs = new("--epochs") { Description = "Times through the training part, at most", DefaultValueFactory = _ => 8, CustomParser = CommandLine.Number(1, 1_000_000) };
Option<int> folds = new("--folds") { Description = "Times that the series is cut into a past and what comes next", DefaultValueFactory = _ => 3, CustomParser = CommandLine.Number(1, 100) };
var root = new RootCommand("Trains an LSTM to forecast a day of a series, walking forward in time, and compares it with the last value that was seen.")
{
    epochs, folds, standard.Batch, standard.LearningRate, standard.Seed, standard.Threads, standard.Data, standard.Limit,
};
standard.AddRunTo(root);
return CommandLine.Run(root, args, (result, cancellation) =>
{
    RunOptions options = standard.Read(result);
    string path = options.Data ?? Path.Combine(AppContext.BaseDirectory, "data", "series.csv");
    float[] values = Read(path, options.Limit);
    int count = result.GetValue(folds), least = (LoadLstm.Window + LoadLstm.Horizon) * (count + 2);
    if (values.Length / LoadLstm.Columns < least) throw new DataFormatException(path, -1, $"{values.Length / LoadLstm.Columns} rows; at least {least} are expected for {count} folds");
    return WalkForward(values, count, result.GetValue(epochs), options, cancellation);
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
    const int Last = LoadLstm.Columns - 1;
    Fold[] parts = new TimeSeriesWindows(values, LoadLstm.Columns, LoadLstm.Window, LoadLstm.Horizon, targets: [Last]).WalkForward(folds);
    for (int f = 0; f < folds; f++)
    {
        // The scaler has seen the rows of the training part and none after them.
        ReadOnlySpan<int> past = parts[f].Train.Samples, next = parts[f].Validation.Samples;
        int trainRows = past[^1] + LoadLstm.Window + LoadLstm.Horizon;
        StandardScaler scaler = StandardScaler.Fit(values.AsSpan(0, trainRows * LoadLstm.Columns), LoadLstm.Columns);
        float[] scaled = [.. values];
        scaler.Transform(scaled);
        var series = new TimeSeriesWindows(scaled, LoadLstm.Columns, LoadLstm.Window, LoadLstm.Horizon, targets: [Last]);

        // When to stop is decided on the end of the training part.
        int tuning = trainRows - Math.Max(trainRows / 10, LoadLstm.Horizon);
        Subset train = series.Between(0, tuning), recent = series.Between(tuning, trainRows);
        string name = string.Create(CultureInfo.InvariantCulture, $"fold-{f + 1}");
        long steps = (long)epochs * ((train.Count + options.BatchSize - 1) / options.BatchSize);
        var optimizer = new AdamW(options.LearningRate, weightDecay: 0.01f) { Schedule = new CosineSchedule(options.LearningRate, steps).WithWarmup((steps / 20) + 1), ClipNorm = 1 };
        var trainer = new Trainer<LoadLstm>(new LoadLstm(options.Seed), optimizer, new TrainerOptions
        {
            BatchSize = options.BatchSize,
            Threads = options.Threads,
            Callbacks = options.Callbacks(name, new EarlyStopping { Patience = 3 }),
        });
        if (options.ResumePath(name) is { } path) trainer.TryResume(path);
        TrainingReport report = trainer.Fit(train, Math.Max(0, epochs - trainer.EpochCount), validation: recent, cancellationToken: cancellation);
        if (report.Cancelled) cancellation.ThrowIfCancellationRequested();

        // The last value that was seen, again and again, is what a forecast has to beat.
        float[] forecasts = trainer.Predict(new Subset(series, next)), truth = new float[forecasts.Length], seen = new float[forecasts.Length];
        for (int i = 0; i < forecasts.Length; i++)
        {
            int row = next[i / LoadLstm.Horizon] + LoadLstm.Window;
            truth[i] = values[((row + (i % LoadLstm.Horizon)) * LoadLstm.Columns) + Last];
            seen[i] = values[((row - 1) * LoadLstm.Columns) + Last];
            forecasts[i] = (float)((forecasts[i] * scaler.Deviations[Last]) + scaler.Means[Last]);
        }

        Print($"fold {f + 1}/{folds}: {trainer.EpochCount} epochs on {train.Count} windows; {Errors(forecasts, truth)}; the last value again: {Errors(seen, truth)}");
    }

    return ExitCode.Success;
}

static string Errors(float[] forecasts, float[] truth)
{
    var absolute = new MeanAbsoluteError();
    var squared = new RootMeanSquaredError();
    absolute.Update(forecasts, truth);
    squared.Update(forecasts, truth);
    return FormattableString.Invariant($"MAE {absolute.Value:F3}, RMSE {squared.Value:F3}");
}

static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
