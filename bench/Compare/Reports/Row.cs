using Compare.Timing;

namespace Compare.Reports;

/// <summary>One workload and phase.</summary>
/// <param name="Workload">Its name.</param>
/// <param name="Phase">Its name.</param>
/// <param name="Threads">Given to both sides.</param>
/// <param name="Flops">Of one call.</param>
/// <param name="Timings">Of both sides, and P.</param>
internal sealed record Row(string Workload, string Phase, int Threads, long Flops, Timings Timings)
{
    /// <summary>How often ours fits into the time of the peer; <c>null</c> without a peer.</summary>
    public double? Ratio => Timings.Peer?.Median / Timings.Ours.Median;

    /// <summary>What ours reaches.</summary>
    public double Gflops => Flops / Timings.Ours.Median / 1e3;

    /// <summary>The share of P × threads that ours reaches, in every phase, though the prediction of one sample uses one thread only.</summary>
    public double FmaFraction => Gflops / (Timings.PeakGflops * Threads);
}
