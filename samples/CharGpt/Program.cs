using System.CommandLine;
using System.Diagnostics;
using NeuralNet.Gen;
using NeuralNet.Gen.Numerics;
using Samples;

const int WarmUp = 100, ValidateEvery = 250;

var standard = new StandardOptions(
    "windows", 12, 1e-3f, "AdamW at its peak",
    "Text file, or directory with input.txt [default: eleven chapters of Pride and Prejudice]", "Use only so many characters, the first ones", most: 100_000_000);
Option<int> steps = new("--steps") { Description = "Training steps; 0 validates and writes only", DefaultValueFactory = _ => 2000, CustomParser = CommandLine.Number(0, 100_000_000) };
Option<int> epochs = new("--epochs") { Description = "Instead of --steps: times as many characters as the training part has", CustomParser = CommandLine.Number(0, 1_000_000) };
Option<int> sample = new("--sample") { Description = "Characters to write at the end", DefaultValueFactory = _ => 500, CustomParser = CommandLine.Number(0, 1_000_000) };
Option<float> temperature = new("--temperature") { Description = "Below 1 the written text is more probable, above 1 less; 0 takes the most probable character", DefaultValueFactory = _ => 0.8f, CustomParser = CommandLine.ZeroOrMore };
var root = new RootCommand("Trains a transformer of 4 layers to predict the next character of a text, and lets it write.")
{
    steps, epochs, standard.Batch, standard.LearningRate, standard.Seed, standard.Threads, standard.Data, standard.Limit, sample, temperature, standard.Save, standard.Load,
};
root.Validators.Add(result =>
{
    if (result.GetResult(epochs) is not null && result.GetResult(steps) is { Implicit: false }) result.AddError("--epochs: goes without --steps");
});
return CommandLine.Run(root, args, (result, cancellation) =>
{
    RunOptions options = standard.Read(result);
    Text text = Text.Read(options.Data ?? Path.Combine(AppContext.BaseDirectory, "text", "pride-and-prejudice.txt"), options.Limit);
    long total = result.GetValue(steps);
    if (result.GetResult(epochs) is not null) total = ((long)result.GetValue(epochs) * text.TrainingLength / (options.BatchSize * CharGpt.Context)) + 1;
    return Train(text, (int)Math.Min(total, int.MaxValue), options, result.GetValue(sample), result.GetValue(temperature), cancellation);
});

static ExitCode Train(Text text, int steps, RunOptions options, int length, float temperature, CancellationToken cancellation)
{
    var network = new CharGpt(options.Seed);
    if (options.Load is not null) network.Load(options.Load);

    // The betas and the schedule of nanoGPT: a short warm-up, then half a cosine down to a tenth.
    var optimizer = new AdamW(options.LearningRate, beta1: 0.9f, beta2: 0.99f);
    using ThreadTeam? team = options.Threads > 1 ? new ThreadTeam(options.Threads) : null;
    using var display = new ProgressDisplay("windows");
    int[] inputs = new int[options.BatchSize * CharGpt.Context], targets = new int[inputs.Length];
    double lossSum = 0, validation = double.NaN;
    TimeSpan training = TimeSpan.Zero, shown = TimeSpan.Zero;
    int done = 0;
    while (done < steps && !cancellation.IsCancellationRequested)
    {
        long start = Stopwatch.GetTimestamp();
        text.ReadTraining(options.Seed, done, inputs, targets);
        optimizer.LearningRate = options.LearningRate * Schedule(done, steps);
        float loss = network.Step(inputs, targets, optimizer, team);
        training += Stopwatch.GetElapsedTime(start);
        lossSum += loss;
        display.Report(++done, steps, loss);
        if (done % ValidateEvery != 0 && done != steps) continue;

        validation = Validate(network, text, inputs, targets, team);
        int counted = (done - 1) % ValidateEvery + 1;
        display.WriteLine($"step {done}/{steps}: loss {lossSum / counted:F4}, validation loss {validation:F4}, {(training - shown).TotalSeconds:F1} s");
        (lossSum, shown) = (0, training);
    }

    bool cancelled = done < steps;
    display.Summarize(cancelled, done, training.TotalSeconds, (double)done * options.BatchSize / training.TotalSeconds);
    if (options.Save is not null)
    {
        network.Save(options.Save);
        display.WriteLine($"saved {options.Save}");
    }

    if (!cancelled && length > 0) display.WriteLine($"{Writer.Write(network, length, temperature, options.Seed, cancellation)}");
    display.WriteLine($"parameters sha256: {ParametersHash.Sha256(network)}");
    if (cancelled) return ExitCode.Interrupted;
    if (steps == 0) validation = Validate(network, text, inputs, targets, team);
    display.WriteLine($"validation loss: {validation:F3}");
    return ExitCode.Success;
}

// The share of the learning rate that a step takes; the runtime's cosine has the same bits on every machine.
static float Schedule(int step, int steps)
{
    int warmUp = Math.Min(WarmUp, steps / 10);
    if (step < warmUp) return (step + 1) / (float)warmUp;
    float way = (step - warmUp) / (float)(steps - warmUp);
    return 0.1f + (0.45f * (1 + VectorMath.CosTwoPi(way / 2)));
}

// Nats a character, over the whole validation part.
static double Validate(CharGpt network, Text text, int[] inputs, int[] targets, ThreadTeam? team)
{
    double sum = 0;
    for (int window = 0, count; window < text.ValidationWindows; window += count)
    {
        count = text.ReadValidation(window, inputs, targets);
        int characters = count * CharGpt.Context;
        sum += (double)network.Loss(inputs.AsSpan(0, characters), targets.AsSpan(0, characters), team) * count;
    }

    return sum / text.ValidationWindows;
}
