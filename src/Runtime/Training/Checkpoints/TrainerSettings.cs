using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>The settings that decide a run's bits, by name and as text: a checkpoint keeps them for people, and a resume compares them.</summary>
internal static class TrainerSettings
{
    public static List<KeyValuePair<string, string>> Of(TrainerOptions options, INetwork network)
    {
        List<KeyValuePair<string, string>> settings = [];
        Add(settings, "batch_size", options.BatchSize);
        Add(settings, "order_seed", options.Seed ?? network.Seed);
        settings.Add(new("shuffle", options.Shuffle ? "true" : "false"));
        settings.Add(new("drop_last", options.DropLast ? "true" : "false"));
        return settings;
    }

    public static List<KeyValuePair<string, string>> Of(Optimizer optimizer)
    {
        List<KeyValuePair<string, string>> settings = [];
        return settings;
    }

    private static void Add<T>(List<KeyValuePair<string, string>> settings, string name, T value)
        where T : IFormattable
        => settings.Add(new(name, value.ToString(null, CultureInfo.InvariantCulture)));
}
