namespace NeuralNet.Gen;

/// <summary>What the options of a trainer remember from step to step: the average of the weights and the recent losses.</summary>
internal static class StepState
{
    private const string Average = "average", Guard = "loss_guard";

    public static void Write(StateWriter root, TrainerOptions options, NetworkInfo network)
    {
        if (options.Average is { } average)
        {
            StateWriter part = root.Section(Average);
            part.Write("update_count", average.UpdateCount);
            part.Write("state", string.Join(' ', average.State.Select(s => s.Name)));
            for (int i = 0; i < average.State.Count; i++)
            {
                // The second one, where there is one, is of the network's state.
                (string name, Memory<float> values) = average.State[i];
                if (i == 0) part.WriteParameters(name, values.Span);
                else part.WriteNetworkState(name, values.Span);
            }
        }

        if (options.LossGuard is { } guard)
        {
            LossGuardState state = guard.Save();
            StateWriter part = root.Section(Guard);
            part.Write("skips_in_a_row", state.SkipsInARow);
            part.Write("skip_count", state.SkipCount);
            part.Write("count", state.RecentLosses.Count);
            part.Write("recent_losses", [.. state.RecentLosses]);
        }
    }

    /// <summary>Reads everything and then takes it over.</summary>
    /// <returns>Restores; throws before it changes anything.</returns>
    public static List<Action> Read(StateReader root, TrainerOptions options, bool allowMissing)
    {
        List<Action> restore = [];
        if (options.Average is { } average && !(allowMissing && !root.Has(Average)))
        {
            StateReader part = root.Section(Average);
            long count = part.ReadInt64("update_count");
            string[] names = part.ReadString("state").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            OptimizerState[] state = [.. names.Select((name, i) => new OptimizerState(name, i == 0 ? part.ReadParameters(name) : part.ReadNetworkState(name)))];
            if (count < 0) throw part.Fault("update_count", $"{count} is found; at least 0 is expected");
            restore.Add(() => average.Restore(count, state));
        }

        if (options.LossGuard is { } guard && !(allowMissing && !root.Has(Guard)))
        {
            StateReader part = root.Section(Guard);
            var state = new LossGuardState(part.Read("recent_losses", part.ReadInt32("count", 0)), part.ReadInt32("skips_in_a_row", 0), part.ReadInt64("skip_count"));
            restore.Add(() => guard.Restore(state));
        }

        return restore;
    }
}
