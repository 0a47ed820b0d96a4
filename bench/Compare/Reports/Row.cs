using Compare.Timing;

namespace Compare.Reports;

/// <summary>One workload and phase beside one peer.</summary>
/// <param name="Workload">Its name.</param>
/// <param name="Phase">Its name.</param>
/// <param name="Threads">Given to both sides.</param>
/// <param name="Flops">Of one call.</param>
/// <param name="Ours">Microseconds per call.</param>
/// <param name="Rival">The peer and its microseconds per call; <c>null</c> where ours was measured alone.</param>
/// <param name="PeakGflops">P.</param>
internal sealed record Row(string Workload, string Phase, int Threads, long Flops, Sample Ours, Rival? Rival, double PeakGflops)
{
    /// <summary>How often ours fits into the time of the peer; <c>null</c> without a peer.</summary>
    public double? Ratio => Rival?.Time.Median / Ours.Median;

    /// <summary>What ours reaches.</summary>
    public double Gflops => Flops / Ours.Median / 1e3;

    /// <summary>The share of P × threads that ours reaches, in every phase, though the prediction of one sample uses one thread only.</summary>
    public double FmaFraction => Gflops / (PeakGflops * Threads);
}

/// <summary>A peer's part of a row.</summary>
/// <param name="Peer">Which one.</param>
/// <param name="Time">Microseconds per call.</param>
internal sealed record Rival(PeerInfo Peer, Sample Time);

/// <summary>A peer as reports name it.</summary>
/// <param name="Name">The word after <c>--peer</c>.</param>
/// <param name="Version">Library and version.</param>
internal sealed record PeerInfo(string Name, string Version);
