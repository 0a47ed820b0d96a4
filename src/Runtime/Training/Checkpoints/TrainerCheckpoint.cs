using System.Globalization;
using System.Text;

namespace NeuralNet.Gen;

/// <summary>All that a training run consists of, into a checkpoint and back: the network, the optimiser, the position, the settings, the memories of callbacks.</summary>
internal sealed class TrainerCheckpoint(INetwork network, Optimizer optimizer, TrainerOptions options, TrainingState state)
{
    /// <summary>Writes the present state.</summary>
    /// <exception cref="IOException">Writing failed; the previous checkpoint and the run are untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory must not be written; the previous checkpoint and the run are untouched.</exception>
    public CheckpointSaved Save(string path)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        var tree = new StateTree();
        var tensors = new List<SafetensorsTensor>();
        Write(new StateWriter(tree, tensors, network.Info));
        long bytes = CheckpointFiles.Write(path, tree, tensors);
        return new CheckpointSaved(CheckpointFiles.JsonPath(path), state.EpochCount, state.GlobalStep, bytes, System.Diagnostics.Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Puts everything back. All is read and checked before anything changes; when a callback or the optimiser refuses its part, what had changed is put back.</summary>
    /// <param name="path">With <c>.json</c> or without.</param>
    /// <param name="allowOtherSettings">Whether options and hyper-parameters may differ from those that it was written with.</param>
    public void Load(string path, bool allowOtherSettings)
    {
        CheckpointContent content = CheckpointFiles.Read(path, network.Info);
        StateReader root = content.Root;
        CheckNetwork(content, network.Info);
        StateReader networkPart = root.Section("network"), optimizerPart = root.Section("optimizer");
        CheckSettings(root, networkPart, optimizerPart, allowOtherSettings);
        (float[] Parameters, float[] State) weights = WeightsOf(content);
        long networkSteps = networkPart.ReadInt64("step_count"), optimizerSteps = optimizerPart.ReadInt64("step_count");
        float learningRate = (float)optimizerPart.ReadDouble("learning_rate");
        OptimizerState[] optimizerState = ReadOptimizer(root, optimizerPart);
        TrainingState position = TrainingState.Read(root.Section("position"), root.Section("results"));

        List<Action> restores = StepState.Read(root, options, allowOtherSettings);
        StateReader callbacks = root.Section("callbacks");
        ICheckpointed[] owners = [.. Checkpointed()];
        if (!allowOtherSettings) CheckExtra(callbacks, owners);
        (ICheckpointed Owner, StateReader State)[] parts = [.. owners.Where(o => !allowOtherSettings || callbacks.Has(o.StateName)).Select(o => (o, callbacks.Section(o.StateName)))];
        StateReader before = Snapshot();
        float rateBefore = optimizer.LearningRate;
        int changed = 0;
        try
        {
            foreach ((ICheckpointed owner, StateReader part) in parts)
            {
                changed++;
                owner.LoadState(part);
            }

            if (!allowOtherSettings && content.Unread.FirstOrDefault() is { } unread)
                throw new DataFormatException(content.TensorsPath, -1, $"tensor '{unread}' belongs to nothing in this training run");
            optimizer.LearningRate = learningRate;
            optimizer.Restore(optimizerSteps, optimizerState);
            foreach (Action restore in restores) restore();
        }
        catch (Exception)
        {
            optimizer.LearningRate = rateBefore;
            foreach ((ICheckpointed owner, _) in parts[..changed]) owner.LoadState(before.Section(owner.StateName));
            throw;
        }

        network.StepCount = networkSteps;
        Fill(network, weights);
        state.Take(position);
    }

    /// <summary>Checks that a checkpoint is this network's: its name, and every tensor's name, shape and type.</summary>
    public static void CheckNetwork(CheckpointContent content, NetworkInfo info)
    {
        StateReader part = content.Root.Section("network");
        string name = part.ReadString("name");
        var faults = new StringBuilder();
        foreach (ParameterInfo tensor in info.Parameters.Concat(info.State)) NetworkFiles.Compare(tensor, content.Find(tensor.Name), faults);
        if (faults.Length > 0) throw new DataFormatException(content.TensorsPath, -1, $"the checkpoint, written by network '{name}', does not fit network '{info.Name}'; nothing was loaded:{faults}");
        if (name != info.Name) throw part.Fault("name", $"the checkpoint was written by network '{name}'; '{info.Name}' is expected; nothing was loaded");
        string layout = part.ReadString("layout"), own = LayoutHash.Sha256(info);
        if (layout != own) throw part.Fault("layout", $"the parameters of network '{name}' had another layout ({layout}) than those of this one ({own}); nothing was loaded");
    }

    public static (float[] Parameters, float[] State) WeightsOf(CheckpointContent content)
    {
        NetworkInfo info = content.Network;
        return (content.Root.ReadTensors("", info.Parameters, info.ParameterCount), content.Root.ReadTensors("", info.State, RowMajorOrder.LengthOf(info.State)));
    }

    public static void Fill(INetwork network, (float[] Parameters, float[] State) weights)
    {
        weights.Parameters.CopyTo(network.Parameters);
        weights.State.CopyTo(network.State);
    }

    private void Write(StateWriter root)
    {
        root.Write("saved_at", DateTimeOffset.Now.ToString("O", CultureInfo.InvariantCulture));
        NetworkInfo info = network.Info;
        StateWriter part = root.Section("network");
        part.Write("name", info.Name);
        part.Write("layout", LayoutHash.Sha256(info));
        part.Write("parameters", info.ParameterCount);
        part.Write("seed", network.Seed);
        part.Write("step_count", network.StepCount);
        root.WriteTensors("", info.Parameters, info.ParameterCount, network.Parameters);
        root.WriteTensors("", info.State, RowMajorOrder.LengthOf(info.State), network.State);

        part = root.Section("optimizer");
        part.Write("type", optimizer.GetType().Name);
        part.Write("step_count", optimizer.StepCount);
        part.Write("learning_rate", (double)optimizer.LearningRate);
        part.Write("state", string.Join(' ', optimizer.State.Select(s => s.Name)));
        WriteSettings(part.Section("settings"), TrainerSettings.Of(optimizer));
        foreach (OptimizerState vector in optimizer.State)
        {
            if (vector.Values.Length == info.ParameterCount) part.WriteParameters(vector.Name, vector.Values.Span);
            else part.Write(vector.Name, vector.Values.Span);
        }

        state.Write(root.Section("position"), root.Section("results"));
        StepState.Write(root, options, info);
        WriteSettings(root.Section("settings"), TrainerSettings.Of(options, network));
        WriteCallbacks(root.Section("callbacks"));
    }

    private static void WriteSettings(StateWriter part, IEnumerable<KeyValuePair<string, string>> settings)
    {
        foreach ((string name, string value) in settings) part.Write(name, value);
    }

    private void WriteCallbacks(StateWriter part)
    {
        foreach (ICheckpointed callback in Checkpointed()) callback.SaveState(part.Section(callback.StateName));
    }

    private IEnumerable<ICheckpointed> Checkpointed() => options.Callbacks.OfType<ICheckpointed>();

    /// <summary>The present memories of callbacks, for the case that a later one refuses what it is given.</summary>
    private StateReader Snapshot()
    {
        var tree = new StateTree();
        var tensors = new List<SafetensorsTensor>();
        WriteCallbacks(new StateWriter(tree, tensors, network.Info));
        return new CheckpointContent("(memory)", "(memory)", tree, tensors, network.Info).Root;
    }

    private OptimizerState[] ReadOptimizer(StateReader root, StateReader part)
    {
        string names = part.ReadString("state");
        return [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => new OptimizerState(name, part.HasVector(name) ? part.ReadVector(name) : part.ReadParameters(name)))];
    }

    private void CheckSettings(StateReader root, StateReader networkPart, StateReader optimizerPart, bool allowOthers)
    {
        string type = optimizerPart.ReadString("type");
        if (type != optimizer.GetType().Name) throw optimizerPart.Fault("type", $"the checkpoint was written with the optimiser {type}; this trainer has {optimizer.GetType().Name}; nothing was loaded");
        ulong seed = networkPart.ReadUInt64("seed");
        if (seed != network.Seed)
            throw networkPart.Fault("seed", $"the network that wrote the checkpoint had seed {seed}, this one has {network.Seed}: dropout would draw other numbers; create the network with seed {seed}; nothing was loaded");
        if (allowOthers) return;
        List<KeyValuePair<string, string>> differences = [];
        Compare(root.Section("settings"), TrainerSettings.Of(options, network), "", differences);
        Compare(optimizerPart.Section("settings"), TrainerSettings.Of(optimizer), "optimizer/", differences);
        if (differences.Count > 0) throw new CheckpointSettingsException(root.JsonPath, differences);
    }

    private static void Compare(StateReader part, IReadOnlyList<KeyValuePair<string, string>> own, string prefix, List<KeyValuePair<string, string>> differences)
    {
        foreach ((string name, string value) in own)
        {
            string found = part.Has(name) ? part.ReadString(name) : "missing";
            if (found != value) differences.Add(new(prefix + name, $"{found} in the checkpoint; {value} here"));
        }

        foreach ((string name, _) in part.Entries)
        {
            if (!own.Any(s => s.Key == name)) differences.Add(new(prefix + name, $"{part.ReadString(name)} in the checkpoint; nothing here"));
        }
    }

    private static void CheckExtra(StateReader part, ICheckpointed[] owners)
    {
        string[] names = [.. owners.Select(o => o.StateName)];
        foreach ((string name, _) in part.Entries)
        {
            if (!names.Contains(name))
                throw part.Fault(name, $"the checkpoint holds the state of a callback '{name}' that this trainer does not have ({(names.Length == 0 ? "it has none with a state" : string.Join(", ", names))}); nothing was loaded");
        }
    }
}
