using System.Globalization;

namespace Compare;

/// <summary>Shows before the timing that both sides compute the same thing.</summary>
internal static class Agreement
{
    private const int Steps = 10;
    private const double Tolerance = 1e-3;

    /// <summary>
    /// Compares the losses of the first ten training steps and the predictions of the untrained network. Sums in another order differ by some 1e-6;
    /// a different network, optimiser or batch differs by far more than the tolerance of 1e-3.
    /// </summary>
    /// <returns>What differs, with workload and step; <c>null</c> when nothing does.</returns>
    public static string? FindDifference(Workload workload, IContestant ours, IContestant peer)
    {
        ours.Restart(training: false);
        peer.Restart(training: false);
        var ourPrediction = new float[workload.BatchSize * workload.Network.Info.Output.Length];
        var peerPrediction = new float[ourPrediction.Length];
        ours.ReadPrediction(ourPrediction);
        peer.ReadPrediction(peerPrediction);
        for (int i = 0; i < ourPrediction.Length; i++)
        {
            if (!Agree(ourPrediction[i], peerPrediction[i]))
                return Difference(workload, $"predicted number {i}", ourPrediction[i], peerPrediction[i]);
        }

        ours.Restart(training: true);
        peer.Restart(training: true);
        for (int step = 1; step <= Steps; step++)
        {
            float ourLoss = ours.StepAndReadLoss(), peerLoss = peer.StepAndReadLoss();
            if (!Agree(ourLoss, peerLoss)) return Difference(workload, $"loss of training step {step}", ourLoss, peerLoss);
        }

        return null;
    }

    // NaN agrees with nothing.
    private static bool Agree(double ours, double peer) => Math.Abs(ours - peer) <= Tolerance * Math.Abs(peer);

    private static string Difference(Workload workload, string what, float ours, float peer)
        => string.Create(CultureInfo.InvariantCulture, $"{workload.Name}: the {what} differs by more than 1e-3 relative: ours {ours:G9}, peer {peer:G9}");
}
