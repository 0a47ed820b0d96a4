using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen.SameBits;

/// <summary>Pictures and sound as a loader hands them out, changed by every transform.</summary>
internal static class TransformedBatches
{
    /// <summary>Odd sizes, and more pictures than fill the batches.</summary>
    public static float[] Pictures(int prefetch)
    {
        const int count = 37, channels = 3, height = 17, width = 13;
        float[] pictures = new float[count * channels * height * width];
        Philox.FillUniform(pictures, 3, 4, 5);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 5)];
        var data = new TensorDataset(new DataColumn(new TensorInfo("image", ElementType.Float32, [channels, height, width]), pictures), new DataColumn(new TensorInfo("label", ElementType.Int32, [], 5), labels));
        return Read(data, prefetch,
        [
            new RandomCrop(15, 11, padding: 3, mode: PaddingMode.Reflect), new RandomHorizontalFlip(), new RandomVerticalFlip(0.3f), new Pad(1, 2, 3, 0, 0.5f), new CenterCrop(13, 9), new GaussianNoise(0.01f, 0.2f),
            new Normalize([0.4914f, 0.4822f, 0.4465f], [0.247f, 0.243f, 0.262f]), new Mixup(0.4f),
        ]);
    }

    /// <summary>Windows of a recording of two channels, of which the mean is taken.</summary>
    public static float[] Sound(int prefetch)
    {
        float[] samples = new float[2 * 4001];
        Philox.FillUniform(samples, 6, 7, 8);
        var sound = new WavAudio(samples, 2, 16_000);
        return Read(new WavDataset([sound.ToMono()], window: 333, hop: 101), prefetch, [new GaussianNoise(0, 0.05f, clip: false)]);
    }

    private static float[] Read(IDataset data, int prefetch, Transform[] transforms)
    {
        using var loader = new DataLoader(data, new DataLoaderOptions { BatchSize = 8, Seed = 9, Prefetch = prefetch, Transforms = transforms });
        var all = new List<float>();
        for (int epoch = 0; epoch < 2; epoch++)
        {
            loader.Start(epoch);
            while (loader.Next(out Batch? batch))
            {
                for (int c = 0; c < batch.Columns.Count; c++)
                {
                    if (batch.Columns[c].ElementType == ElementType.Float32) all.AddRange(batch.Floats(c));
                }
            }
        }

        return [.. all];
    }
}
