using System.Globalization;

namespace Compare;

/// <summary>Shows before the timing that both sides compute the same thing.</summary>
internal static class Agreement
{
    private const int Steps = 10;
    private const double Tolerance = 1e-3;

    /// <summary>
    /// Compares the predictions of the untrained network, the losses of the first ten training steps and the predictions after them. Sums in another order
    /// differ by some 1e-6 at first; a different network, optimiser or batch differs by far more than the tolerance of 1e-3.
    /// </summary>
    /// <returns>What differs, with workload and step; <c>null</c> when nothing does.</returns>
    public static string? FindDifference(Workload workload, IContestant ours, IContestant peer)
    {
        ours.Restart(training: false);
        peer.Restart(training: false);
        if (PredictionDifference(workload, ours, peer, "predicted number", Agree) is { } before) return before;

        ours.Restart(training: true);
        peer.Restart(training: true);
        for (int step = 1; step <= Steps; step++)
        {
            float ourLoss = ours.StepAndReadLoss(), peerLoss = peer.StepAndReadLoss();
            if (!Agree(ourLoss, peerLoss)) return Difference(workload, $"loss of training step {step}", ourLoss, peerLoss);
        }

        // Now with running statistics that both sides have gathered.
        ours.EndTraining();
        peer.EndTraining();
        return PredictionDifference(workload, ours, peer, "number predicted after training", AgreeAbsolutely);
    }

    /// <summary>
    /// Compares the predictions of a peer that does not train: with our weights as they start and, so that biases and running statistics are not those of a
    /// network that has seen nothing, with our weights after ten training steps.
    /// </summary>
    /// <param name="create">Makes the peer with our weights as they are at the moment.</param>
    /// <returns>What differs, with workload and number; <c>null</c> when nothing does.</returns>
    public static string? FindDifference(Workload workload, IContestant ours, Func<IPredictor> create)
    {
        ours.Restart(training: false);
        using (IPredictor untrained = create())
        {
            if (PredictionDifference(workload, ours, untrained, "predicted number", Agree) is { } before) return before;
        }

        ours.Restart(training: true);
        for (int step = 1; step <= Steps; step++) ours.StepAndReadLoss();
        ours.EndTraining();
        using IPredictor trained = create();
        string? after = PredictionDifference(workload, ours, trained, "number predicted after training", Agree);
        ours.Restart(training: false);
        return after;
    }

    private static string? PredictionDifference(Workload workload, IPredictor ours, IPredictor peer, string what, Func<double, double, bool> agree)
    {
        var ourPrediction = new float[workload.BatchSize * workload.Network.Info.Output.Length];
        var peerPrediction = new float[ourPrediction.Length];
        ours.ReadPrediction(ourPrediction);
        peer.ReadPrediction(peerPrediction);
        for (int i = 0; i < ourPrediction.Length; i++)
        {
            if (!agree(ourPrediction[i], peerPrediction[i])) return Difference(workload, $"{what} {i}", ourPrediction[i], peerPrediction[i]);
        }

        return null;
    }

    // NaN agrees with nothing.
    private static bool Agree(double ours, double peer) => Math.Abs(ours - peer) <= Tolerance * Math.Abs(peer);

    // For probabilities after training: of one near 0 ten steps of Adam leave few digits.
    private static bool AgreeAbsolutely(double ours, double peer) => Math.Abs(ours - peer) <= Tolerance;

    private static string Difference(Workload workload, string what, float ours, float peer)
        => string.Create(CultureInfo.InvariantCulture, $"{workload.Name}: the {what} differs by more than 1e-3: ours {ours:G9}, peer {peer:G9}");
}
