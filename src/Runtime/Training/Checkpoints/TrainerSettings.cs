using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>The settings that decide a run's bits, by name and as text: a checkpoint keeps them for people, and a resume compares them.</summary>
internal static class TrainerSettings
{
    public static List<KeyValuePair<string, string>> Of(TrainerOptions options, INetwork network)
    {
        List<KeyValuePair<string, string>> settings = [];
        Add(settings, "batch_size", options.BatchSize);
        Add(settings, "accumulation_steps", options.AccumulationSteps);
        Add(settings, "order_seed", options.Seed ?? network.Seed);
        Add(settings, "shuffle", options.Shuffle);
        Add(settings, "drop_last", options.DropLast);
        Add(settings, "average", options.Average is not null);
        Add(settings, "average_of_state", options.Average?.IncludeState ?? false);
        if (options.Average is { } average)
        {
            settings.Add(new("average_decay", average.Decay?.ToString(CultureInfo.InvariantCulture) ?? "none"));
            Add(settings, "average_warm_up", average.WarmUp);
        }

        if (options.LossGuard is not { } guard) return settings;
        settings.Add(new("loss_guard_non_finite", guard.NonFinite.ToString()));
        settings.Add(new("loss_guard_spike", guard.SpikeFactor is null ? "none" : guard.Spike.ToString()));
        if (guard.SpikeFactor is { } factor) Add(settings, "loss_guard_spike_factor", factor);
        Add(settings, "loss_guard_window", guard.Window);
        Add(settings, "loss_guard_maximum_skips", guard.MaximumSkips);
        return settings;
    }

    /// <summary>What all optimisers have, and the numbers of those of this library; an optimiser of one's own is compared by its type and what it inherits.</summary>
    public static List<KeyValuePair<string, string>> Of(Optimizer optimizer)
    {
        List<KeyValuePair<string, string>> settings = [];
        Add(settings, "weight_decay", optimizer.WeightDecay);
        settings.Add(new("clip_norm", Text(optimizer.ClipNorm)));
        settings.Add(new("clip_value", Text(optimizer.ClipValue)));
        settings.Add(new("schedule", Text(optimizer.Schedule)));
        foreach (ParameterGroup group in optimizer.Groups)
        {
            settings.Add(new($"group {group.Pattern}", $"learning rate {Text(group.LearningRate)}, scale {Text(group.LearningRateScale)}, weight decay {Text(group.WeightDecay)}, frozen {group.Frozen ?? false}, sparse {group.Sparse ?? false}"));
        }

        if (optimizer.SparseTables.Any()) settings.Add(new("sparse_gradients", string.Join(", ", optimizer.SparseTables)));
        switch (optimizer)
        {
            case Sgd o: Add(settings, ("momentum", o.Momentum), ("dampening", o.Dampening)); Add(settings, "nesterov", o.Nesterov); break;
            case Adam o: Add(settings, ("beta1", o.Beta1), ("beta2", o.Beta2), ("epsilon", o.Epsilon)); Add(settings, "amsgrad", o.Amsgrad); break;
            case AdamW o: Add(settings, ("beta1", o.Beta1), ("beta2", o.Beta2), ("epsilon", o.Epsilon)); Add(settings, "amsgrad", o.Amsgrad); break;
            case AdaDelta o: Add(settings, ("rho", o.Rho), ("epsilon", o.Epsilon)); break;
            case AdaGrad o: Add(settings, ("learning_rate_decay", o.LearningRateDecay), ("initial_accumulator", o.InitialAccumulator), ("epsilon", o.Epsilon)); break;
            case Lamb o: Add(settings, ("beta1", o.Beta1), ("beta2", o.Beta2), ("epsilon", o.Epsilon)); break;
            case Lion o: Add(settings, ("beta1", o.Beta1), ("beta2", o.Beta2)); break;
            case Nadam o: Add(settings, ("beta1", o.Beta1), ("beta2", o.Beta2), ("epsilon", o.Epsilon), ("momentum_decay", o.MomentumDecay)); Add(settings, "decoupled_weight_decay", o.DecoupledWeightDecay); break;
            case RAdam o: Add(settings, ("beta1", o.Beta1), ("beta2", o.Beta2), ("epsilon", o.Epsilon)); Add(settings, "decoupled_weight_decay", o.DecoupledWeightDecay); break;
            case RmsProp o: Add(settings, ("alpha", o.Alpha), ("epsilon", o.Epsilon), ("momentum", o.Momentum)); Add(settings, "centered", o.Centered); break;
        }

        return settings;
    }

    private static string Text(float? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "none";

    /// <summary>A schedule by its rates at some steps: one that agrees there is the same one for all that a comparison must tell. Those of plateaus depend on their state, so they are compared by their numbers and by the rates without them.</summary>
    private static string Text(Schedule? schedule)
    {
        if (schedule is null) return "none";
        long[] steps = [0, 1, 10, 100, 1_000, 10_000, 100_000];
        Schedule plain = schedule.WithoutState;
        IEnumerable<string> rates = steps.Select(step => $"{plain.At(step).ToString(CultureInfo.InvariantCulture)} at {step.ToString(CultureInfo.InvariantCulture)}");
        return string.Join(", ", rates.Concat(schedule.Plateaus.Select(p => p.Settings)));
    }

    private static void Add(List<KeyValuePair<string, string>> settings, params ReadOnlySpan<(string Name, float Value)> values)
    {
        foreach ((string name, float value) in values) Add(settings, name, value);
    }

    private static void Add(List<KeyValuePair<string, string>> settings, string name, bool value) => settings.Add(new(name, value ? "true" : "false"));

    private static void Add<T>(List<KeyValuePair<string, string>> settings, string name, T value)
        where T : IFormattable
        => settings.Add(new(name, value.ToString(null, CultureInfo.InvariantCulture)));
}
