namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Connectionist temporal classification (Graves et al., 2006) in logarithms, sample by sample in a fixed order. Called by generated code.
/// </summary>
/// <remarks>
/// A sample's n labels, which end before the first blank, stand between blanks: 2n + 1 states. A path stays in its state, goes to the next one, or
/// over a blank between two different labels.
/// </remarks>
public static unsafe class Ctc
{
    /// <summary>Logarithms of the probabilities of all beginnings of paths: by time and state.</summary>
    /// <param name="x">Logarithms of probabilities, time × classes for each sample.</param>
    /// <param name="labels">Labels of each sample.</param>
    /// <param name="alpha">Time × (2·length + 1) for each sample; −∞ for states that it does not have.</param>
    /// <param name="from">The first sample.</param>
    /// <param name="to">The sample after the last.</param>
    /// <param name="time">Times, at least 1.</param>
    /// <param name="classes">The blank included.</param>
    /// <param name="length">Places for labels, at least 1.</param>
    /// <param name="blank">The class between labels.</param>
    public static void Forward(float* x, int* labels, float* alpha, nint from, nint to, int time, int classes, int length, int blank)
    {
        int width = (2 * length) + 1;
        for (nint sample = from; sample < to; sample++)
        {
            int* own = labels + (sample * length);
            int states = (2 * Count(own, length, blank)) + 1;
            float* scores = x + (sample * time * classes), row = alpha + (sample * time * width);
            new Span<float>(row, time * width).Fill(float.NegativeInfinity);
            row[0] = scores[blank];
            if (states > 1) row[1] = scores[own[0]];
            for (int t = 1; t < time; t++)
            {
                float* before = row;
                row += width;
                scores += classes;
                for (int s = 0; s < states; s++)
                {
                    float next = s > 0 ? before[s - 1] : float.NegativeInfinity, over = Skips(own, s) ? before[s - 2] : float.NegativeInfinity;
                    row[s] = Sum(before[s], next, over) + scores[ClassOf(own, s, blank)];
                }
            }
        }
    }

    /// <summary>−ln P of each sample's labels, divided by their number, at least 1.</summary>
    /// <param name="alpha">As <see cref="Forward"/> wrote it.</param>
    /// <param name="labels">Labels of each sample.</param>
    /// <param name="cost">One number for each sample.</param>
    /// <param name="from">The first sample.</param>
    /// <param name="to">The sample after the last.</param>
    /// <param name="time">Times, at least 1.</param>
    /// <param name="length">Places for labels, at least 1.</param>
    /// <param name="blank">The class between labels.</param>
    /// <param name="zeroInfinity">Whether labels that no path gives cost 0 instead of ∞.</param>
    public static void Cost(float* alpha, int* labels, float* cost, nint from, nint to, int time, int length, int blank, bool zeroInfinity)
    {
        int width = (2 * length) + 1;
        for (nint sample = from; sample < to; sample++)
        {
            int count = Count(labels + (sample * length), length, blank);
            float log = Total(alpha + (((sample * time) + time - 1) * width), count);
            cost[sample] = zeroInfinity && float.IsNegativeInfinity(log) ? 0f : -log / Math.Max(count, 1);
        }
    }

    /// <summary>The gradient of <see cref="Cost"/> with respect to the logarithms of probabilities: −(probability that a path is there)·<paramref name="dy"/>/labels.</summary>
    /// <param name="x">Logarithms of probabilities, time × classes for each sample.</param>
    /// <param name="labels">Labels of each sample.</param>
    /// <param name="alpha">As <see cref="Forward"/> wrote it.</param>
    /// <param name="dy">One number for each sample.</param>
    /// <param name="dx">Time × classes for each sample.</param>
    /// <param name="from">The first sample.</param>
    /// <param name="to">The sample after the last.</param>
    /// <param name="time">Times, at least 1.</param>
    /// <param name="classes">The blank included.</param>
    /// <param name="length">Places for labels, 1 to 4096.</param>
    /// <param name="blank">The class between labels.</param>
    /// <param name="zeroInfinity">Whether labels that no path gives have no gradient; otherwise it is NaN.</param>
    public static void Gradient(float* x, int* labels, float* alpha, float* dy, float* dx, nint from, nint to, int time, int classes, int length, int blank, bool zeroInfinity)
    {
        int width = (2 * length) + 1;
        // Logarithms of the probabilities of all ends of paths after a time, and those of the time after it with its own step.
        float* beta = stackalloc float[width], after = stackalloc float[width];
        for (nint sample = from; sample < to; sample++)
        {
            int* own = labels + (sample * length);
            int count = Count(own, length, blank), states = (2 * count) + 1;
            float* begun = alpha + (sample * time * width), scores = x + (sample * time * classes), row = dx + (sample * time * classes);
            new Span<float>(row, time * classes).Clear();
            float log = Total(begun + ((time - 1) * width), count), scale = dy[sample] / Math.Max(count, 1);
            if (zeroInfinity && float.IsNegativeInfinity(log)) continue;
            for (int s = 0; s < states; s++) beta[s] = s >= states - 2 ? 0f : float.NegativeInfinity;
            for (int t = time - 1; t >= 0; t--)
            {
                if (t < time - 1)
                {
                    for (int s = 0; s < states; s++) after[s] = beta[s] + scores[((t + 1) * classes) + ClassOf(own, s, blank)];
                    for (int s = 0; s < states; s++)
                    {
                        float next = s + 1 < states ? after[s + 1] : float.NegativeInfinity, over = s + 2 < states && Skips(own, s + 2) ? after[s + 2] : float.NegativeInfinity;
                        beta[s] = Sum(after[s], next, over);
                    }
                }

                for (int s = 0; s < states; s++)
                {
                    float share = VectorMath.Exp(begun[(t * width) + s] + beta[s] - log) * scale;
                    float* place = row + (t * classes) + ClassOf(own, s, blank);
                    *place -= share;
                }
            }
        }
    }

    /// <summary>Labels before the first blank.</summary>
    private static int Count(int* labels, int length, int blank)
    {
        int count = 0;
        while (count < length && labels[count] != blank) count++;
        return count;
    }

    private static int ClassOf(int* labels, int state, int blank) => (state & 1) == 0 ? blank : labels[state >> 1];

    /// <summary>Whether a path may come from two states before: over a blank, from another label.</summary>
    private static bool Skips(int* labels, int state) => (state & 1) != 0 && state > 1 && labels[state >> 1] != labels[(state >> 1) - 1];

    /// <summary>The logarithm of the probability of all paths: they end in the last label or the blank behind it.</summary>
    private static float Total(float* last, int count) => Sum(last[2 * count], count > 0 ? last[(2 * count) - 1] : float.NegativeInfinity, float.NegativeInfinity);

    /// <summary>ln(eᵃ + eᵇ + eᶜ).</summary>
    private static float Sum(float a, float b, float c)
    {
        float most = VectorMath.Max(VectorMath.Max(a, b), c);
        return float.IsNegativeInfinity(most) ? most : most + VectorMath.Log(VectorMath.Exp(a - most) + VectorMath.Exp(b - most) + VectorMath.Exp(c - most));
    }
}
