using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data.Splits;

public sealed class DatasetSplitsTests
{
    private static int[] Labels(int count) => [.. Enumerable.Range(0, count).Select(i => i % 7 == 0 ? 2 : i % 3 == 0 ? 1 : 0)];

    private static int[] All(params ReadOnlySpan<Subset> parts)
    {
        var all = new List<int>();
        foreach (Subset part in parts) all.AddRange(part.Samples);
        return [.. all.Order()];
    }

    [Fact]
    public void A_random_split_has_the_sizes_of_PyTorch_and_shares_nothing()
    {
        TensorDataset data = Numbered.Dataset(103);
        Subset[] parts = data.RandomSplit(5, 0.5, 0.3, 0.2);

        // floor gives 51, 30, 20; the two that are left go to the first two.
        Assert.Equal([52, 31, 20], parts.Select(p => p.Count));
        Assert.Equal(Enumerable.Range(0, 103), All(parts));
        Assert.Equal(parts[1].Samples.ToArray(), data.RandomSplit(5, 0.5, 0.3, 0.2)[1].Samples.ToArray());
        Assert.NotEqual(parts[1].Samples.ToArray(), data.RandomSplit(6, 0.5, 0.3, 0.2)[1].Samples.ToArray());
        Assert.NotEqual(parts[0].Samples.ToArray(), data.Split(5, 0.5).First.Samples.ToArray());

        (Subset train, Subset validation, Subset test) = data.TrainValidationTestSplit(1);
        Assert.Equal((83, 10, 10), (train.Count, validation.Count, test.Count));
        Assert.Contains("sum to 0.9", Assert.Throws<ArgumentException>(() => data.RandomSplit(1, 0.5, 0.4)).Message);
        Assert.Throws<ArgumentException>(() => data.RandomSplit(1, 1.5, -0.5));
        Assert.Throws<ArgumentException>(() => data.RandomSplit(1, double.NaN, 0.5));
    }

    [Fact]
    public void A_stratified_split_gives_every_class_its_share_to_within_a_sample()
    {
        TensorDataset data = Numbered.Dataset(211);
        int[] labels = Labels(211);
        double[] fractions = [0.7, 0.2, 0.1];
        Subset[] parts = data.StratifiedSplit(3, labels, fractions);
        Assert.Equal(Enumerable.Range(0, 211), All(parts));
        for (int p = 0; p < 3; p++)
        {
            Assert.InRange(parts[p].Count, (211 * fractions[p]) - 1, (211 * fractions[p]) + 1);
            Assert.Equal(parts[p].Samples.ToArray().Order(), parts[p].Samples.ToArray());
            for (int c = 0; c < 3; c++)
            {
                double ideal = labels.Count(l => l == c) * fractions[p];
                Assert.InRange(parts[p].Samples.ToArray().Count(s => labels[s] == c), ideal - 1.001, ideal + 1.001);
            }
        }

        Assert.NotEqual(parts[2].Samples.ToArray(), data.StratifiedSplit(4, labels, fractions)[2].Samples.ToArray());
        Assert.Throws<ArgumentException>(() => data.StratifiedSplit(4, labels.AsSpan(1), fractions));
    }

    [Fact]
    public void Folds_hold_out_every_sample_once()
    {
        TensorDataset data = Numbered.Dataset(23);
        Fold[] folds = data.KFold(5, 9);
        Assert.Equal([5, 5, 5, 4, 4], folds.Select(f => f.Validation.Count));
        Assert.Equal(Enumerable.Range(0, 23), All([.. folds.Select(f => f.Validation)]));
        Assert.All(folds, f => Assert.Equal(Enumerable.Range(0, 23), All(f.Train, f.Validation)));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.KFold(1, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.KFold(24, 9));

        int[] labels = Labels(23);
        folds = data.StratifiedKFold(4, 9, labels);
        Assert.Equal(Enumerable.Range(0, 23), All([.. folds.Select(f => f.Validation)]));
        foreach (Fold fold in folds)
        {
            for (int c = 0; c < 3; c++)
            {
                int all = labels.Count(l => l == c);
                Assert.InRange(fold.Validation.Samples.ToArray().Count(s => labels[s] == c), all / 4, (all + 3) / 4);
            }
        }

        Assert.Contains("class 2 has 4 samples", Assert.Throws<ArgumentException>(() => data.StratifiedKFold(5, 9, labels)).Message);
    }

    [Fact]
    public void Labels_are_read_through_any_dataset()
    {
        Subset data = new(Numbered.Dataset(700), [.. Enumerable.Range(0, 700).Reverse()]);
        Assert.Equal(Enumerable.Range(0, 700).Select(i => (699 - i) % 3), data.ReadLabels());
        Assert.Equal(data.ReadLabels(), data.ReadLabels(1));
        Assert.Throws<ArgumentException>(() => data.ReadLabels(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.ReadLabels(2));
    }

    [Fact]
    public void Balanced_weights_are_those_of_scikit_learn()
    {
        // sklearn.utils.class_weight.compute_class_weight('balanced', classes=[0, 1, 2], y=[0, 0, 0, 0, 1, 1, 2, 0])
        int[] labels = [0, 0, 0, 0, 1, 1, 2, 0];
        float[] weights = ClassWeights.Balanced(labels, 3);
        Assert.Equal([8 / 15f, 8 / 6f, 8 / 3f], weights);
        Assert.Equal([weights[0], weights[2]], ClassWeights.OfSamples([0, 2], weights));
        Assert.Contains("class 3 of 4", Assert.Throws<ArgumentException>(() => ClassWeights.Balanced(labels, 4)).Message);
        Assert.Contains("sample 6 has label 2", Assert.Throws<ArgumentException>(() => ClassWeights.Balanced(labels, 2)).Message);
    }

    [Fact]
    public void A_weighted_sampler_draws_in_proportion_and_by_seed_and_epoch_alone()
    {
        var sampler = new WeightedRandomSampler([0, 1, 3, 0, 4, 0], 8000);
        int[] order = new int[8000], again = new int[8000];
        sampler.Arrange(order, 2, 1);
        sampler.Arrange(again, 2, 1);
        Assert.Equal(order, again);
        sampler.Arrange(again, 2, 2);
        Assert.NotEqual(order, again);
        int[] counts = [.. Enumerable.Range(0, 6).Select(i => order.Count(s => s == i))];
        Assert.Equal([0, 0, 0], [counts[0], counts[3], counts[5]]);
        Assert.InRange(counts[1], 880, 1120);
        Assert.InRange(counts[2], 2820, 3180);

        using var loader = new DataLoader(Numbered.Dataset(6), new DataLoaderOptions { BatchSize = 50, Sampler = new WeightedRandomSampler([0, 1, 3, 0, 4, 0], 120), Seed = 2, DropLast = true });
        Assert.Equal(2, loader.BatchesPerEpoch);
        loader.Start(1);
        Assert.True(loader.Next(out _));
        Assert.Equal(order[..50], loader.Samples.ToArray());
        Assert.Equal(0, Allocation.Of(() => sampler.Arrange(order, 2, 1)));
        Assert.Throws<ArgumentException>(() => new WeightedRandomSampler([0, 0]));
        Assert.Throws<ArgumentException>(() => new WeightedRandomSampler([1, -1]));
        Assert.Throws<ArgumentException>(() => new WeightedRandomSampler([1, double.NaN]));
    }

    [Fact]
    public void A_sampler_with_replacement_draws_every_sample_alike_and_by_seed_and_epoch_alone()
    {
        var sampler = RandomSampler.WithReplacement(7, 70_000);
        int[] order = new int[70_000], again = new int[70_000];
        sampler.Arrange(order, 2, 1);
        sampler.Arrange(again, 2, 1);
        Assert.Equal(order, again);
        sampler.Arrange(again, 2, 2);
        Assert.NotEqual(order, again);
        sampler.Arrange(again, 3, 1);
        Assert.NotEqual(order, again);

        // Each of seven 10,000 times, with a deviation of 93; that neighbours are independent, the pairs say: 1,428 of each of 49, with one of 37.
        Assert.All(Enumerable.Range(0, 7), s => Assert.InRange(order.Count(o => o == s), 9_600, 10_400));
        Assert.All(order.Zip(order.Skip(1)).CountBy(p => p), p => Assert.InRange(p.Value, 1_250, 1_610));
        Assert.Equal(49, order.Zip(order.Skip(1)).Distinct().Count());

        // The draws do not depend on how many there are, and the upper end of a large population is reached.
        int[] few = new int[10], large = new int[1000];
        RandomSampler.WithReplacement(7, 10).Arrange(few, 2, 1);
        Assert.Equal(order[..10], few);
        RandomSampler.WithReplacement(int.MaxValue, 1000).Arrange(large, 2, 1);
        Assert.InRange(large.Max(), (int)(int.MaxValue * 0.99), int.MaxValue - 1);
        Assert.InRange(large.Min(), 0, (int)(int.MaxValue * 0.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomSampler.WithReplacement(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomSampler.WithReplacement(1, 0));
        Assert.Equal(0, Allocation.Of(() => sampler.Arrange(order, 2, 1)));
    }
}
