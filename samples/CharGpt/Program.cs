using System.Buffers;
using System.CommandLine;
using System.Globalization;
using NeuralNet.Gen;
using Samples;

// A text has as many windows as characters, nearly all of them in common; so an epoch is not once through them, but 250 steps of random ones.
const int StepsPerEpoch = 250, WarmUp = 100;

var standard = new StandardOptions(
    "windows", 12, 1e-3f, "AdamW at its peak",
    "Text file, or directory with input.txt [default: eleven chapters of Pride and Prejudice]", "Use only so many characters, the first ones", most: 100_000_000);
Option<int> steps = new("--steps") { Description = "Training steps, validated every 250 (an epoch of the records) and at the end; 0 validates and writes only", DefaultValueFactory = _ => 2000, CustomParser = CommandLine.Number(0, 100_000_000) };
Option<int> epochs = new("--epochs") { Description = "Instead of --steps: times as many characters as the training part has", CustomParser = CommandLine.Number(0, 1_000_000) };
Option<int> sample = new("--sample") { Description = "Characters to write at the end", DefaultValueFactory = _ => 500, CustomParser = CommandLine.Number(0, 1_000_000) };
Option<float> temperature = new("--temperature") { Description = "Below 1 the written text is more probable, above 1 less; 0 takes the most probable character", DefaultValueFactory = _ => 0.8f, CustomParser = CommandLine.ZeroOrMore };
var root = new RootCommand("Trains a transformer of 4 layers to predict the next character of a text, and lets it write.")
{
    steps, epochs, standard.Batch, standard.LearningRate, standard.Seed, standard.Threads, standard.Data, standard.Limit, sample, temperature, standard.Save, standard.Load,
};
standard.AddRunTo(root);
root.Validators.Add(result =>
{
    if (result.GetResult(epochs) is not null && result.GetResult(steps) is { Implicit: false }) result.AddError("--epochs: goes without --steps");
});
return CommandLine.Run(root, args, (result, cancellation) =>
{
    RunOptions options = standard.Read(result);
    (TextDataset train, TextDataset validation) = Read(options.Data ?? Path.Combine(AppContext.BaseDirectory, "text", "pride-and-prejudice.txt"), options.Limit);
    long total = result.GetValue(steps);
    if (result.GetResult(epochs) is not null) total = ((long)result.GetValue(epochs) * train.Tokens.Length / (options.BatchSize * CharGpt.Context)) + 1;
    return Train(train, validation, (int)Math.Min(total, int.MaxValue), options, result.GetValue(sample), result.GetValue(temperature), cancellation);
});

// Nine tenths for training, the rest for validation in windows side by side.
static (TextDataset Train, TextDataset Validation) Read(string path, int limit)
{
    if (Directory.Exists(path)) path = Path.Combine(path, "input.txt");

    // Line ends are one character on every system.
    string text = TextFile.Read(path).Replace("\r\n", "\n", StringComparison.Ordinal);
    if (text.Length > limit) text = text[..limit];
    if (text.AsSpan().IndexOfAnyExcept(SearchValues.Create(CharGpt.Alphabet)) is var place and >= 0)
    {
        int line = text.AsSpan(0, place).Count('\n') + 1;
        throw new DataFormatException(path, -1, $"line {line}: the network does not know the character '{text[place]}' (U+{(int)text[place]:X4}), only letters, line ends, spaces and {CharGpt.Alphabet[2..13]}");
    }

    int border = (int)((long)text.Length * 9 / 10);
    if (text.Length - border <= CharGpt.Context)
        throw new DataFormatException(path, -1, $"{text.Length} characters are too few: a tenth of them, for validation, must be more than {CharGpt.Context}");
    Vocabulary characters = Vocabulary.OfCharacters(CharGpt.Alphabet);
    return (new TextDataset(text.AsSpan(0, border), characters, CharGpt.Context), new TextDataset(text.AsSpan(border), characters, CharGpt.Context, stride: CharGpt.Context));
}

static ExitCode Train(TextDataset train, TextDataset validation, int steps, RunOptions options, int length, float temperature, CancellationToken cancellation)
{
    var network = new CharGpt(options.Seed);
    if (options.Load is not null) network.Load(options.Load);

    // The betas and the schedule of nanoGPT: a short warm-up, then half a cosine down to a tenth.
    int warmUp = Math.Min(WarmUp, steps / 10);
    var optimizer = new AdamW(options.LearningRate, beta1: 0.9f, beta2: 0.99f)
    {
        Schedule = new CosineSchedule(options.LearningRate, Math.Max(1, steps - warmUp), end: 0.1f * options.LearningRate).WithWarmup(warmUp),
    };
    var trainer = new Trainer<CharGpt>(network, optimizer, new TrainerOptions
    {
        BatchSize = options.BatchSize,
        Threads = options.Threads,
        MaxSteps = steps > 0 ? steps : null,
        Callbacks = options.Callbacks(own: new ConsoleProgress()),
    });
    options.ResumeTo(trainer, length: "--steps");

    using var batches = new DataLoader(train, new DataLoaderOptions
    {
        BatchSize = options.BatchSize,
        Seed = options.Seed,
        Sampler = RandomSampler.WithReplacement(train.Count, StepsPerEpoch * options.BatchSize),
    });
    using var held = new DataLoader(validation, new DataLoaderOptions { BatchSize = Math.Min(options.BatchSize, validation.Count), Shuffle = false });
    TrainingReport report = trainer.Fit(batches, steps > 0 ? int.MaxValue : 0, held, cancellationToken: cancellation);
    if (options.Save is not null)
    {
        network.Save(options.Save);
        Console.WriteLine($"saved {options.Save}");
    }

    if (!report.Cancelled && length > 0) Console.WriteLine(Writer.Write(network, length, temperature, options.Seed, cancellation));
    Console.WriteLine($"parameters sha256: {ParametersHash.Sha256(network)}");
    if (report.Cancelled) return ExitCode.Interrupted;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"validation loss: {trainer.Evaluate(held).Loss:F3}"));
    return ExitCode.Success;
}
