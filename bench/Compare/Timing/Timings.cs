namespace Compare.Timing;

/// <summary>What <see cref="Turns.Measure(Phase, IReadOnlyList{IPredictor})"/> found.</summary>
/// <param name="Samples">Microseconds per call of each side; <c>null</c> for one that does not have the phase.</param>
/// <param name="PeakGflops">P, measured between the turns: the median, as the times are medians.</param>
internal sealed record Timings(IReadOnlyList<Sample?> Samples, double PeakGflops);

/// <summary>The times of several turns in one number and their spread.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="Spread">Half the distance between the quartiles, as a fraction of the median.</param>
internal sealed record Sample(double Median, double Spread)
{
    /// <summary>Summarises <paramref name="values"/>, sorting them.</summary>
    public static Sample Of(double[] values)
    {
        Array.Sort(values);
        double median = values[values.Length / 2];
        return new Sample(median, (values[values.Length * 3 / 4] - values[values.Length / 4]) / 2 / median);
    }
}
