using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>
/// Looks at checkpoints and takes weights from them. A checkpoint is <c>NAME.json</c>, for people, and the safetensors file beside it that it names, with the weights under their plain names. Trainers write them
/// (<see cref="Trainer{TNetwork}.SaveCheckpoint"/>, <see cref="ModelCheckpoint"/>) and go on from them (<see cref="Trainer{TNetwork}.Resume"/>).
/// </summary>
public static class Checkpoint
{
    /// <summary>Whether there is a checkpoint; it may still be damaged.</summary>
    /// <param name="path">With <c>.json</c> or without.</param>
    public static bool Exists(string path) => File.Exists(CheckpointFiles.JsonPath(path));

    /// <summary>Reads the readable file alone.</summary>
    /// <param name="path">With <c>.json</c> or without.</param>
    /// <exception cref="FileNotFoundException">The file is missing.</exception>
    /// <exception cref="DataFormatException">The file is damaged, no checkpoint, or of a later version.</exception>
    public static CheckpointInfo Describe(string path)
    {
        string json = CheckpointFiles.JsonPath(path);
        StateReader root = new CheckpointContent(json, "", CheckpointFiles.ReadTree(json), [], NoNetwork).Root;
        StateReader position = root.Section("position"), results = root.Section("results");
        string saved = root.ReadString("saved_at");
        if (!DateTimeOffset.TryParseExact(saved, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset savedAt)) throw root.Fault("saved_at", $"'{saved}' is no time");
        return new CheckpointInfo(
            json, root.Section("network").ReadString("name"), root.Section("optimizer").ReadString("type"), position.ReadInt32("epochs_completed", 0), position.ReadInt32("step", 0),
            position.ReadInt64("global_step"), savedAt, MetricValues.Of([.. results.Entries.Select(e => new MetricValue(e.Key, results.ReadDouble(e.Key)))]));
    }

    /// <summary>Takes the weights and states of a network from a checkpoint, nothing else: to predict, or to train in another way. When it fails, the network is as it was.</summary>
    /// <param name="network">Receives the numbers.</param>
    /// <param name="path">With <c>.json</c> or without.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="DataFormatException">A file is damaged or another network's.</exception>
    public static void LoadCheckpoint(this INetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        CheckpointContent content = CheckpointFiles.Read(path, network.Info);
        TrainerCheckpoint.CheckNetwork(content, network.Info);
        TrainerCheckpoint.Fill(network, TrainerCheckpoint.WeightsOf(content));
    }

    private static NetworkInfo NoNetwork { get; } = new()
    {
        Name = "", Inputs = [], Targets = [], Output = new TensorInfo("", ElementType.Float32, []), Prediction = PredictionKind.Values, Parameters = [], Layers = [], ParameterCount = 0, ForwardFlops = 0,
        GradientFlops = 0,
    };
}
