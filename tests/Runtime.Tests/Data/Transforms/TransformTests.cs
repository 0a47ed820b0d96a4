using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data.Transforms;

public sealed class TransformTests
{
    private static readonly int[] s_image = [2, 5, 3];

    private static DataLoader Loader(IDataset data, int batchSize, int prefetch, bool shuffle, params Transform[] transforms)
        => new(data, new DataLoaderOptions { BatchSize = batchSize, Prefetch = prefetch, Shuffle = shuffle, Seed = 11, Transforms = transforms });

    private static float[] One(Transform transform, TensorDataset data, int sample = 0, int epoch = 0)
    {
        using DataLoader loader = Loader(data, 4, 0, false, transform);
        return Numbered.Epoch(loader, epoch)[sample];
    }

    private static TensorDataset Image(int height, int width, params float[] pixels)
        => new(new DataColumn(new TensorInfo("x", ElementType.Float32, [height, width]), pixels));

    [Fact]
    public void What_becomes_of_a_sample_depends_on_no_batch_thread_or_order()
    {
        TensorDataset data = Numbered.Dataset(37, 3, s_image);
        Transform[] transforms =
        [
            new Compose(new RandomCrop(4, 3, padding: 2, mode: PaddingMode.Reflect), new RandomHorizontalFlip()),
            new RandomVerticalFlip(0.3f), new Normalize([3f, 5], [2f, 7]), new GaussianNoise(1, 2, clip: false), new Mixup(0.4f),
        ];
        Dictionary<int, float[]>? images = null, labels = null;
        foreach ((int batchSize, int prefetch, bool shuffle) in new[] { (37, 0, false), (1, 0, true), (5, 2, true), (8, 1, false) })
        {
            using DataLoader loader = Loader(data, batchSize, prefetch, shuffle, transforms);
            Assert.Equal([2, 4, 3], loader.Columns[0].Shape);
            Assert.Equal((ElementType.Float32, 3), (loader.Columns[1].ElementType, loader.Columns[1].Length));
            Dictionary<int, float[]> x = Numbered.Epoch(loader, 6), y = Numbered.Epoch(loader, 6, column: 1);
            images ??= x;
            labels ??= y;
            Assert.Equal(37, x.Count);
            for (int i = 0; i < 37; i++)
            {
                Assert.Equal(images[i], x[i]);
                Assert.Equal(labels[i], y[i]);
            }

            Assert.NotEqual(images[1], Numbered.Epoch(loader, 7)[1]);
        }
    }

    [Fact]
    public void A_chain_allocates_nothing()
    {
        using DataLoader loader = Loader(
            Numbered.Dataset(64, 3, s_image), 16, 0, true,
            new RandomCrop(5, 3, padding: 1), new CenterCrop(4, 3), new Pad(1), new RandomHorizontalFlip(), new RandomVerticalFlip(), new Normalize([3f], [2f]), new GaussianNoise(), new Mixup(2));
        Assert.Equal(0, Allocation.Of(() =>
        {
            loader.Start(1);
            while (loader.Next(out _)) { }
        }));
    }

    [Fact]
    public void Flips_mirror_rows_or_columns_of_each_channel_as_often_as_asked()
    {
        TensorDataset data = Numbered.Dataset(2000, 3, s_image);
        using DataLoader across = Loader(data, 64, 0, false, new RandomHorizontalFlip(0.25f)), down = Loader(data, 64, 0, false, new RandomVerticalFlip());
        int acrossCount = 0, downCount = 0;
        foreach ((int sample, float[] x) in Numbered.Epoch(across, 0)) acrossCount += Matches(sample, x, (c, i, j) => (((c * 5) + i) * 3) + 2 - j);
        foreach ((int sample, float[] x) in Numbered.Epoch(down, 0)) downCount += Matches(sample, x, (c, i, j) => (((c * 5) + 4 - i) * 3) + j);
        Assert.InRange(acrossCount, 420, 580); // 500, four deviations are 77
        Assert.InRange(downCount, 910, 1090);  // 1000, 89
        Assert.All(Numbered.Epoch(Loader(data, 64, 0, false, new RandomHorizontalFlip(0)), 0), x => Assert.Equal(x.Key * 1000f, x.Value[0]));
        Assert.All(Numbered.Epoch(Loader(data, 64, 0, false, new RandomHorizontalFlip(1)), 0), x => Assert.Equal((x.Key * 1000f) + 2, x.Value[0]));

        static int Matches(int sample, float[] x, Func<int, int, int, int> flipped)
        {
            float[] plain = [.. Enumerable.Range(0, 30).Select(k => (sample * 1000f) + k)];
            if (plain.SequenceEqual(x)) return 0;
            for (int c = 0; c < 2; c++)
            {
                for (int i = 0; i < 5; i++)
                {
                    for (int j = 0; j < 3; j++) Assert.Equal((sample * 1000f) + flipped(c, i, j), x[(((c * 5) + i) * 3) + j]);
                }
            }

            return 1;
        }
    }

    [Fact]
    public void Padding_is_that_of_torchvision_in_every_mode()
    {
        // From torchvision.transforms.functional.pad of [[1, 2, 3], [4, 5, 6]].
        TensorDataset data = Image(2, 3, 1, 2, 3, 4, 5, 6);
        Assert.Equal([9f, 9, 9, 9, 9, 9, 1, 2, 3, 9, 9, 4, 5, 6, 9, 9, 9, 9, 9, 9], One(new Pad(1, 1, 1, 1, 9), data));
        Assert.Equal([0f, 0, 1, 2, 3, 0, 0, 4, 5, 6], One(new Pad(2, 0, 0, 0), data));
        Assert.Equal([1f, 2, 3, 3, 4, 5, 6, 6, 4, 5, 6, 6], One(new Pad(0, 0, 1, 1, 0, PaddingMode.Edge), data));
        Assert.Equal([6f, 5, 4, 5, 6, 5, 4, 3, 2, 1, 2, 3, 2, 1, 6, 5, 4, 5, 6, 5, 4], One(new Pad(2, 1, 2, 0, 0, PaddingMode.Reflect), data));
        Assert.Equal([1f, 1, 2, 3, 3, 2, 4, 4, 5, 6, 6, 5, 4, 4, 5, 6, 6, 5, 1, 1, 2, 3, 3, 2], One(new Pad(1, 0, 2, 2, 0, PaddingMode.Symmetric), data));
        Assert.Contains("at most 1", Assert.Throws<ArgumentException>(() => One(new Pad(0, 2, 0, 0, 0, PaddingMode.Reflect), data)).Message);
        Assert.Throws<ArgumentException>(() => One(new Pad(4, 0, 0, 0, 0, PaddingMode.Symmetric), data));
    }

    [Theory]
    [InlineData(PaddingMode.Constant)]
    [InlineData(PaddingMode.Edge)]
    [InlineData(PaddingMode.Reflect)]
    [InlineData(PaddingMode.Symmetric)]
    public void A_random_crop_is_a_window_of_the_padded_image_and_every_window_occurs(PaddingMode mode)
    {
        TensorDataset data = Numbered.Dataset(600, 3, s_image);
        Dictionary<int, float[]> padded = Numbered.Epoch(Loader(data, 64, 0, false, new Pad(1, 1, 1, 1, -7, mode)), 0);
        var places = new HashSet<(int, int)>();
        foreach ((int sample, float[] x) in Numbered.Epoch(Loader(data, 64, 0, false, new RandomCrop(4, 4, 1, -7, mode)), 2))
        {
            var fitting = new List<(int, int)>();
            for (int top = 0; top <= 3; top++)
            {
                for (int left = 0; left <= 1; left++)
                {
                    bool fits = true;
                    for (int c = 0; c < 2; c++)
                    {
                        for (int i = 0; i < 4; i++)
                        {
                            for (int j = 0; j < 4; j++) fits &= x[(((c * 4) + i) * 4) + j] == padded[sample][(((c * 7) + top + i) * 5) + left + j];
                        }
                    }

                    if (fits) fitting.Add((top, left));
                }
            }

            places.Add(Assert.Single(fitting));
        }

        Assert.Equal(8, places.Count);
    }

    [Fact]
    public void A_centre_crop_takes_the_middle()
    {
        TensorDataset data = Image(3, 5, [.. Enumerable.Range(0, 15).Select(i => (float)i)]);
        Assert.Equal([6f, 7, 8], One(new CenterCrop(1, 3), data));
        Assert.Equal([2f, 3, 7, 8], One(new CenterCrop(2, 2), data)[..4]); // margins 1 and 3: halves 0 and 2
        Assert.Contains("larger than the image", Assert.Throws<ArgumentException>(() => One(new CenterCrop(4, 1), data)).Message);
    }

    [Fact]
    public void Normalising_subtracts_and_divides_by_channel()
    {
        TensorDataset data = Numbered.Dataset(3, 3, s_image);
        float[] x = One(new Normalize([0.1307f, 0.5f], [0.3081f, 0.25f]), data, 2), one = One(new Normalize([0.1307f], [0.3081f]), data, 2);
        for (int k = 0; k < 30; k++)
        {
            Assert.Equal(k < 15 ? (2000f + k - 0.1307f) / 0.3081f : (2000f + k - 0.5f) / 0.25f, x[k]);
            Assert.Equal((2000f + k - 0.1307f) / 0.3081f, one[k]);
        }

        Assert.Contains("2 channels", Assert.Throws<ArgumentException>(() => One(new Normalize([1f, 2, 3], [1f, 1, 1]), data)).Message);
        Assert.Throws<ArgumentException>(() => new Normalize([1f], [0f]));
        Assert.Throws<ArgumentException>(() => new Normalize([1f, 2], [1f]));
        Assert.Contains("Int32", Assert.Throws<ArgumentException>(() => One(new Normalize([1f], [1f], column: 1), data)).Message);
    }

    [Fact]
    public void Noise_has_its_mean_and_deviation_and_is_clipped()
    {
        var zeros = new TensorDataset(new DataColumn(new TensorInfo("x", ElementType.Float32, [700]), new float[60 * 700]));
        float[] x = [.. Numbered.Epoch(Loader(zeros, 8, 0, false, new GaussianNoise(2, 3, clip: false)), 0).Values.SelectMany(v => v)];
        double mean = x.Average(v => (double)v), deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)));
        Assert.InRange(mean, 1.94, 2.06);       // 3 / sqrt(42000) = 0.0146, four of it
        Assert.InRange(deviation, 2.95, 3.05);
        Assert.Equal(x.Length, x.Distinct().Count(), x.Length / 100.0);
        Assert.All(Numbered.Epoch(Loader(zeros, 8, 0, false, new GaussianNoise(0.5f, 3)), 0).Values.SelectMany(v => v), v => Assert.InRange(v, 0f, 1f));
    }

    [Theory]
    [InlineData(0.2f)]
    [InlineData(1f)]
    [InlineData(3f)]
    public void Mixup_mixes_inputs_and_targets_by_one_share_of_a_beta_distribution(float alpha)
    {
        // Two features per sample that tell the number; the share follows from the one-hot "owner" target.
        const int count = 4000;
        var data = new TensorDataset(
            new DataColumn(new TensorInfo("x", ElementType.Float32, [1]), Enumerable.Range(0, count).Select(i => (float)i).ToArray()),
            new DataColumn(new TensorInfo("y", ElementType.Float32, []), Enumerable.Range(0, count).Select(i => 2f * i).ToArray()),
            new DataColumn(new TensorInfo("label", ElementType.Int32, [], 2), Enumerable.Range(0, count).Select(i => i % 2).ToArray()));
        using DataLoader loader = Loader(data, 32, 0, false, new Mixup(alpha));
        Dictionary<int, float[]> x = Numbered.Epoch(loader, 0), y = Numbered.Epoch(loader, 0, 1), labels = Numbered.Epoch(loader, 0, 2);
        var shares = new List<double>();
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(2 * x[i][0], y[i][0], 1e-3);
            Assert.Equal(1, labels[i][0] + labels[i][1], 1e-6);
            Assert.InRange(labels[i][0], 0f, 1f);
            float own = labels[i][i % 2];
            if (own != 1) shares.Add(own);
        }

        // Half of the partners are of the other class.
        Assert.InRange(shares.Count, 1800, 2200);
        double mean = shares.Average(), variance = shares.Average(s => (s - mean) * (s - mean)), expected = 1 / (4 * ((2 * alpha) + 1));
        Assert.InRange(mean, 0.46, 0.54);
        Assert.InRange(variance, expected * 0.9, expected * 1.1);
    }

    [Fact]
    public void Mixup_with_integers_that_are_no_label_is_refused()
    {
        var tokens = new TokenWindows(new int[20], 5, 3);
        Assert.Contains("no single label", Assert.Throws<ArgumentException>(() => Loader(tokens, 2, 0, true, new Mixup())).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mixup(0));
    }

    [Fact]
    public void The_stream_of_a_sample_is_keyed_by_seed_transform_epoch_and_number()
    {
        int[] samples = [5, 9];
        var context = new TransformContext(3, 2, 7, samples);
        ulong step = (7UL << 32) | 9;
        Assert.Equal(Philox.Uniform(3, RandomPurpose.Augmentation(2), step, 4), context.Uniform(1, 4));
        Assert.Equal((int)((ulong)Philox.Word(3, RandomPurpose.Augmentation(2), step, 6) * 10 >> 32), context.Below(10, 1, 6));
        float[] whole = new float[200], part = new float[70];
        context.FillNormal(whole, 2, 1, 0);
        context.FillNormal(part, 2, 1, 64);
        Assert.Equal(whole[64..134], part);
    }

    [Fact]
    public void Images_of_another_rank_or_a_column_that_is_not_there_are_refused()
    {
        TensorDataset flat = Numbered.Dataset(3);
        Assert.Contains("[2]", Assert.Throws<ArgumentException>(() => One(new RandomHorizontalFlip(), flat)).Message);
        Assert.Contains("no column 2", Assert.Throws<ArgumentException>(() => One(new RandomHorizontalFlip(column: 2), flat)).Message);
        Assert.Contains("larger than the image", Assert.Throws<ArgumentException>(() => One(new RandomCrop(8, 3, 1), Numbered.Dataset(3, 3, s_image))).Message);
    }
}
