using NeuralNet.Gen.Metrics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Metrics;

/// <summary>Against the examples that scikit-learn's documentation gives, and against naive sums.</summary>
public sealed class RegressionMetricTests
{
    private static double Value(Metric metric, float[] predictions, float[] targets, int outputs = 1)
    {
        int half = targets.Length / outputs / 2 * outputs;
        metric.Update(predictions.AsSpan(0, half), targets.AsSpan(0, half));
        metric.Update(predictions.AsSpan(half), targets.AsSpan(half));
        return metric.Value;
    }

    // y_true = [3, -0.5, 2, 7], y_pred = [2.5, 0.0, 2, 8].
    [Fact]
    public void The_examples_of_scikit_learn()
    {
        float[] targets = [3, -0.5f, 2, 7], predictions = [2.5f, 0, 2, 8];
        Assert.Equal(0.5, Value(new MeanAbsoluteError(), predictions, targets));
        Assert.Equal(0.612, Value(new RootMeanSquaredError(), predictions, targets), 0.001);
        Assert.Equal(0.3273, Value(new MeanAbsolutePercentageError(), predictions, targets), 0.0001);
        Assert.Equal(0.948, Value(new R2Score(), predictions, targets), 0.001);
        Assert.Equal(112589990684262.48, Value(new MeanAbsolutePercentageError(), [1.2f, 0.1f, 2.4f, 8], [1, 0, 2.4f, 7]), 1e7);
        Assert.Equal(1, Value(new R2Score(), [1, 2, 3], [1, 2, 3]));
        Assert.Equal(0, Value(new R2Score(), [2, 2, 2], [1, 2, 3]));
        Assert.Equal(-3, Value(new R2Score(), [3, 2, 1], [1, 2, 3]));
        Assert.Equal(1, Value(new R2Score(), [-2, -2, -2], [-2, -2, -2]));
        Assert.Equal(0, Value(new R2Score(), [-2, -2, -2 + 1e-6f], [-2, -2, -2]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Random_numbers_give_what_naive_sums_give(int outputs)
    {
        const int Samples = 101;
        var random = new Random(outputs);

        // Far from zero: differences of large sums would show.
        float[] targets = [.. Enumerable.Range(0, Samples * outputs).Select(_ => 1000 + random.NextSingle())], predictions = [.. targets.Select(t => t + ((random.NextSingle() - 0.5f) * 0.3f))];
        double r2 = 0;
        for (int o = 0; o < outputs; o++)
        {
            double[] t = [.. Enumerable.Range(0, Samples).Select(i => (double)targets[(i * outputs) + o])], p = [.. Enumerable.Range(0, Samples).Select(i => (double)predictions[(i * outputs) + o])];
            double mean = t.Average();
            r2 += (1 - (t.Zip(p).Sum(x => (x.First - x.Second) * (x.First - x.Second)) / t.Sum(x => (x - mean) * (x - mean)))) / outputs;
        }

        Assert.Equal(r2, Value(new R2Score(outputs), predictions, targets, outputs), 1e-9);
        Assert.Equal(targets.Zip(predictions).Average(x => Math.Abs((double)x.First - x.Second)), Value(new MeanAbsoluteError(), predictions, targets), 1e-12);
        Assert.Equal(Math.Sqrt(targets.Zip(predictions).Average(x => Math.Pow((double)x.First - x.Second, 2))), Value(new RootMeanSquaredError(), predictions, targets), 1e-12);
    }

    [Fact]
    public void What_does_not_fit_is_refused_nothing_counted_is_NaN_and_NaN_goes_through()
    {
        foreach (Metric metric in new Metric[] { new MeanAbsoluteError(), new RootMeanSquaredError(), new MeanAbsolutePercentageError(), new R2Score() })
        {
            Assert.True(double.IsNaN(metric.Value));
            Assert.Throws<ArgumentException>(() => metric.Update([1, 2], new[] { 1f }));
            Assert.Throws<NotSupportedException>(() => metric.Update([1, 2], new[] { 1, 2 }));
            Assert.True(double.IsNaN(metric.Value));
            metric.Update([float.NaN, 1], new[] { 1f, 2 });
            Assert.True(double.IsNaN(metric.Value));
            metric.Reset();
            metric.Update([1, 2], new[] { 1f, 2 });
            Assert.Equal(metric.HigherIsBetter ? 1 : 0, metric.Value);
        }

        Assert.Throws<ArgumentException>(() => new R2Score(2).Update([1, 2, 3], new[] { 1f, 2, 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new R2Score(0));
    }

    [Fact]
    public void An_update_allocates_nothing()
    {
        float[] numbers = new float[100];
        Metric[] metrics = [new MeanAbsoluteError(), new RootMeanSquaredError(), new MeanAbsolutePercentageError(), new R2Score(4)];
        Assert.Equal(0, Allocation.Of(() =>
        {
            foreach (Metric metric in metrics)
            {
                metric.Update(numbers, numbers);
                _ = metric.Value;
                metric.Reset();
            }
        }));
    }
}
