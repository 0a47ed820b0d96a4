using System.Text;
using NeuralNet.Gen.Numerics;

namespace Samples;

/// <summary>Lets a network write: each character is drawn from its predictions. The same seed writes the same text on every machine.</summary>
internal static class Writer
{
    // The runtime's own purposes have small top bytes.
    private const uint DrawnCharacters = 0x80000000;

    /// <summary>Writes a text that begins after an empty line.</summary>
    /// <param name="network">Predicts.</param>
    /// <param name="length">Characters.</param>
    /// <param name="temperature">1 draws as predicted, less prefers the probable, 0 takes the most probable.</param>
    /// <param name="seed">Keys the draws.</param>
    /// <param name="cancellation">Ends the text early.</param>
    public static string Write(CharGpt network, int length, float temperature, ulong seed, CancellationToken cancellation)
    {
        int newLine = CharGpt.Alphabet.IndexOf('\n', StringComparison.Ordinal), known = 1;
        int[] window = new int[CharGpt.Context];
        Array.Fill(window, newLine);
        float[] predictions = new float[CharGpt.Context * CharGpt.Vocabulary];
        var text = new StringBuilder(length);
        for (int i = 0; i < length && !cancellation.IsCancellationRequested; i++)
        {
            // No place sees a later one, so what stands after the known characters does not matter.
            network.Predict(window, predictions);
            int token = Draw(predictions.AsSpan((known - 1) * CharGpt.Vocabulary, CharGpt.Vocabulary), temperature, Philox.Uniform(seed, DrawnCharacters, 0, i));
            text.Append(CharGpt.Alphabet[token]);
            if (known == window.Length) window.AsSpan(1).CopyTo(window);
            else known++;
            window[known - 1] = token;
        }

        return text.ToString();
    }

    /// <summary>The token at which the running sum of the weights p^(1/temperature) passes the share <paramref name="drawn"/> of the whole.</summary>
    private static int Draw(Span<float> probabilities, float temperature, float drawn)
    {
        int best = 0;
        for (int i = 1; i < probabilities.Length; i++)
        {
            if (probabilities[i] > probabilities[best]) best = i;
        }

        if (temperature == 0) return best;
        float sum = 0, most = VectorMath.Log(probabilities[best]);
        for (int i = 0; i < probabilities.Length; i++)
        {
            float p = probabilities[i];
            if (p > 0) p = VectorMath.Exp((VectorMath.Log(p) - most) / temperature);
            probabilities[i] = p;
            sum += p;
        }

        float passed = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            passed += probabilities[i];
            if (passed > drawn * sum) return i;
        }

        return best;
    }
}
