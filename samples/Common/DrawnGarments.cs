using System.Collections.Immutable;
using NeuralNet.Gen;
using NeuralNet.Gen.Numerics;

namespace Samples;

/// <summary>
/// Images in the manner of Fashion-MNIST, drawn by a few lines of geometry, for samples that must run without a data set: ten garments of 28 × 28 pixels,
/// each with size, place, cut, brightness, cloth and noise of its own. The same seed draws the same images on every machine.
/// </summary>
internal static class DrawnGarments
{
    private const int Side = 28, Pixels = Side * Side, Classes = 10, Draws = 8;

    // The runtime's own purposes have small top bytes.
    private const uint Cuts = 0x81000000, Noise = 0x82000000;

    /// <summary>Draws training and test images that have nothing in common.</summary>
    public static (IDataset Train, IDataset Test) Draw(int training, int test) => (Draw(training, seed: 1), Draw(test, seed: 2));

    /// <summary>Draws images of all ten classes in turns.</summary>
    public static IDataset Draw(int count, ulong seed)
    {
        float[] images = new float[count * Pixels];
        int[] labels = new int[count];
        Span<float> draws = stackalloc float[Draws];
        Span<float> noise = stackalloc float[Pixels];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % Classes;
            Philox.FillUniform(draws, seed, Cuts, (ulong)i);
            Philox.FillUniform(noise, seed, Noise, (ulong)i);
            Draw(labels[i], draws, noise, images.AsSpan(i * Pixels, Pixels));
        }

        return new TensorDataset(
            new DataColumn(new TensorInfo("image", ElementType.Float32, [1, Side, Side]), images),
            new DataColumn(new TensorInfo("label", ElementType.Int32, ImmutableArray<int>.Empty, Classes), labels));
    }

    private static void Draw(int garment, ReadOnlySpan<float> draws, ReadOnlySpan<float> noise, Span<float> image)
    {
        float size = 0.75f + (0.3f * draws[0]), width = size * (0.8f + (0.4f * draws[1])), left = (draws[2] - 0.5f) * 0.3f, down = (draws[3] - 0.5f) * 0.3f;
        float bright = 0.35f + (0.6f * draws[4]), cut = draws[5] - 0.5f;
        int cloth = (int)(draws[6] * 4), period = 2 + (int)(draws[7] * 3);
        for (int row = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++)
            {
                // From −1 to 1 within the garment; y points down.
                float x = (((column - 13.5f) / 13.5f) - left) / width, y = (((row - 13.5f) / 13.5f) - down) / size;
                float shade = Shade(garment, x, y, cut);
                if (shade > 0) shade *= cloth switch { 0 => row / period % 2 == 0 ? 1f : 0.75f, 1 => column / period % 2 == 0 ? 1f : 0.75f, _ => 1f };
                int place = (row * Side) + column;
                image[place] = Math.Clamp((shade * bright) + (0.25f * (noise[place] - 0.5f)), 0f, 1f);
            }
        }
    }

    /// <summary>0 outside of a garment, at most 1 inside.</summary>
    /// <param name="cut">−½ to ½: tight to wide, short to long.</param>
    private static float Shade(int garment, float x, float y, float cut)
    {
        float side = Math.Abs(x), loose = 0.08f * cut;
        bool torso = side < 0.5f + loose && Math.Abs(y) < 0.9f && !(y < -0.75f && side < 0.2f);
        bool shortSleeve = side >= 0.4f && side < 0.95f && Math.Abs(y + 0.95f - (0.5f * side)) < 0.28f;
        bool longSleeve = side >= 0.4f && side < 0.72f + (0.15f * (y + 0.9f)) && side > 0.42f + (0.22f * (y + 0.9f)) && y > -0.85f && y < 0.65f + (0.3f * cut);
        bool shoe = y > 0.05f && y < 0.5f && side < 0.95f && y > 0.05f + (0.3f * (x + 0.2f));
        return garment switch
        {
            0 => torso || shortSleeve ? 1f : 0f,
            1 => side < 0.5f + loose && Math.Abs(y) < 0.95f && (y < -0.5f || side > 0.08f + (0.1f * (y + 0.5f))) ? 1f : 0f,
            2 => torso || longSleeve ? 1f : 0f,
            3 => Math.Abs(y) < 0.95f && side < (y < -0.2f ? 0.32f + loose : 0.32f + loose + (0.35f * (y + 0.2f))) ? 1f : 0f,
            4 => torso || longSleeve ? side < 0.05f ? 0.3f : 1f : 0f,
            5 => y > 0.35f && y < 0.5f && side < 0.95f ? 1f : y > -0.1f + loose && y <= 0.35f && Math.Abs(side - 0.5f) < 0.1f ? 0.8f : 0f,
            6 => torso || shortSleeve ? side < 0.06f && (int)((y + 1f) * 6f) % 2 == 0 ? 0.4f : 1f : 0f,
            7 => shoe ? y > 0.4f ? 0.6f : 1f : 0f,
            8 => y > -0.2f + loose && y < 0.7f && side < 0.85f ? 1f : y <= -0.2f + loose && y > -0.75f && Math.Abs((x * x) + ((y + 0.2f) * (y + 0.2f)) - 0.25f) < 0.09f ? 0.8f : 0f,
            _ => shoe || (x < -0.1f + loose && x > -0.95f && y > -0.8f - (0.3f * cut) && y < 0.5f) ? 1f : 0f,
        };
    }
}
