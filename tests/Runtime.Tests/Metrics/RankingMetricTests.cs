using NeuralNet.Gen.Metrics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Metrics;

public sealed class RankingMetricTests
{
    // roc_auc_score and average_precision_score of y_true = [0, 0, 1, 1], y_scores = [0.1, 0.4, 0.35, 0.8]: 0.75 and 0.83….
    [Fact]
    public void The_examples_of_scikit_learn()
    {
        var auroc = new Auroc();
        var precision = new AveragePrecision();
        foreach (Metric metric in new Metric[] { auroc, precision }) metric.Update([0.1f, 0.4f, 0.35f, 0.8f], new[] { 0, 0, 1, 1 });
        Assert.Equal(0.75, auroc.Value);
        Assert.Equal(0.5 + (1 / 3.0), precision.Value, 1e-12);

        // Several classes, macro: 0.77….
        var macro = new AveragePrecision();
        macro.Update([0.7f, 0.2f, 0.1f, 0.4f, 0.3f, 0.3f, 0.1f, 0.8f, 0.1f, 0.2f, 0.3f, 0.5f, 0.4f, 0.4f, 0.2f, 0.1f, 0.2f, 0.7f], new[] { 0, 0, 1, 1, 2, 2 });
        Assert.Equal(0.77, macro.Value, 0.01);
    }

    // Every pair of a positive and a negative; every threshold.
    private static double Auc(float[] scores, bool[] positive)
    {
        double right = 0, pairs = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            for (int j = 0; j < scores.Length; j++)
            {
                if (!positive[i] || positive[j]) continue;
                pairs++;
                right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }

        return right / pairs;
    }

    private static double Ap(float[] scores, bool[] positive)
    {
        double sum = 0, before = 0, all = positive.Count(x => x);
        foreach (float threshold in scores.Distinct().OrderDescending())
        {
            double named = scores.Count(s => s >= threshold), hits = scores.Zip(positive).Count(x => x.First >= threshold && x.Second);
            sum += ((hits / all) - before) * (hits / named);
            before = hits / all;
        }

        return sum;
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 1000)]
    [InlineData(3, 100)]
    public void Random_scores_with_ties_give_what_naive_counts_give(int seed, int levels)
    {
        var random = new Random(seed);
        float[] scores = [.. Enumerable.Range(0, 203).Select(_ => random.Next(levels) / (float)levels)];
        int[] labels = [.. Enumerable.Range(0, 203).Select(_ => random.Next(3) == 0 ? 1 : 0)];
        bool[] positive = [.. labels.Select(l => l == 1)];
        foreach (int capacity in new[] { 0, 203 })
        {
            var auroc = new Auroc(capacity);
            var precision = new AveragePrecision(capacity);
            for (int from = 0; from < 203; from += 50)
            {
                int count = Math.Min(50, 203 - from);
                auroc.Update(scores.AsSpan(from, count), labels.AsSpan(from, count));
                precision.Update(scores.AsSpan(from, count), labels.AsSpan(from, count));
                _ = auroc.Value;
            }

            Assert.Equal(Auc(scores, positive), auroc.Value, 1e-12);
            Assert.Equal(Ap(scores, positive), precision.Value, 1e-12);
        }
    }

    [Fact]
    public void Several_classes_are_averaged_one_against_the_rest()
    {
        const int Count = 150, Classes = 4;
        var random = new Random(7);
        float[] scores = [.. Enumerable.Range(0, Count * Classes).Select(_ => random.Next(40) / 40f)];

        // Class 3 has no label: it has no value and does not count.
        int[] labels = [.. Enumerable.Range(0, Count).Select(_ => random.Next(5) switch { 0 => 0, 1 => 1, _ => 2 })];
        double macro = 0, weighted = 0;
        for (int c = 0; c < 3; c++)
        {
            double value = Auc([.. Enumerable.Range(0, Count).Select(i => scores[(i * Classes) + c])], [.. labels.Select(l => l == c)]);
            macro += value / 3;
            weighted += value * labels.Count(l => l == c) / Count;
        }

        Assert.Equal(macro, Value(Averaging.Macro), 1e-12);
        Assert.Equal(weighted, Value(Averaging.Weighted), 1e-12);
        Assert.Equal(Auc(scores, [.. Enumerable.Range(0, Count * Classes).Select(i => labels[i / Classes] == i % Classes)]), Value(Averaging.Micro), 1e-12);

        double Value(Averaging averaging)
        {
            var auroc = new Auroc(0, averaging);
            auroc.Update(scores.AsSpan(0, 90 * Classes), labels.AsSpan(0, 90));
            auroc.Update(scores.AsSpan(90 * Classes), labels.AsSpan(90));
            return auroc.Value;
        }
    }

    [Fact]
    public void What_is_not_defined_is_NaN_and_what_cannot_be_ranked_is_refused()
    {
        var auroc = new Auroc();
        Assert.True(double.IsNaN(auroc.Value));
        auroc.Update([0.5f], new[] { 1 });
        Assert.True(double.IsNaN(auroc.Value));
        Assert.Contains("prediction 1 is NaN", Assert.Throws<ArgumentException>(() => auroc.Update([0.5f, float.NaN], new[] { 1, 0 })).Message);
        Assert.Throws<ArgumentException>(() => auroc.Update([0.5f, 0.5f], new[] { 1 }));
        auroc.Update([0.25f], new[] { 0 });
        Assert.Equal(1, auroc.Value);
        auroc.Reset();
        Assert.True(double.IsNaN(auroc.Value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Auroc(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AveragePrecision(0, Averaging.Binary));
    }

    [Fact]
    public void Within_the_capacity_nothing_is_allocated()
    {
        float[] scores = [.. Enumerable.Range(0, 600).Select(i => i * 7 % 13 / 13f)];
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => i % 3)];
        Metric[] metrics = [new Auroc(400), new AveragePrecision(400), new Auroc(400, Averaging.Micro)];
        Assert.Equal(0, Allocation.Of(() =>
        {
            foreach (Metric metric in metrics)
            {
                metric.Reset();
                metric.Update(scores, labels);
                metric.Update(scores, labels);
                _ = metric.Value;
            }
        }));
    }
}
