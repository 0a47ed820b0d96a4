using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data.Series;

public sealed class TimeSeriesTests
{
    // Row r, column c is 10 r + c.
    private static float[] Table(int rows, int width) => [.. Enumerable.Range(0, rows * width).Select(i => (10f * (i / width)) + (i % width))];

    [Fact]
    public void A_sample_is_a_window_and_what_follows_it()
    {
        var data = new TimeSeriesWindows(Table(11, 3), 3, length: 4, horizon: 2, stride: 2, inputs: [2, 0], targets: [1]);
        Assert.Equal(3, data.Count);
        Assert.Equal([4, 2], data.Columns[0].Shape);
        Assert.Equal([2, 1], data.Columns[1].Shape);
        var batch = new Batch(data.Columns, 2);
        data.Read([2, 0], batch);
        Assert.Equal([42f, 40, 52, 50, 62, 60, 72, 70, 2, 0, 12, 10, 22, 20, 32, 30], batch.Floats(0).ToArray());
        Assert.Equal([81f, 91, 41, 51], batch.Floats(1).ToArray());
        Assert.Equal(0, Allocation.Of(() => data.Read([1, 2], batch)));
        Assert.Throws<ArgumentException>(() => new TimeSeriesWindows(Table(5, 3), 3, 4, 2));
        Assert.Throws<ArgumentException>(() => new TimeSeriesWindows(Table(9, 3), 3, 4, 2, targets: [3]));
        Assert.Throws<ArgumentException>(() => new TimeSeriesWindows(new float[10], 3, 1, 1));
    }

    [Fact]
    public void Parts_between_rows_share_no_target()
    {
        var data = new TimeSeriesWindows(Table(30, 1), 1, length: 5, horizon: 3);
        Subset train = data.Between(0, 20), test = data.Between(20, 30);
        Assert.Equal(Enumerable.Range(0, 13), train.Samples.ToArray());  // targets 5..7 to 17..19
        Assert.Equal(Enumerable.Range(15, 8), test.Samples.ToArray());   // targets 20..22 to 27..29
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Between(5, 31));
    }

    [Fact]
    public void A_walk_forward_is_scikit_learns_time_series_split()
    {
        TensorDataset data = Numbered.Dataset(12);

        // TimeSeriesSplit(n_splits=3).split(range(12)), then with test_size=2, gap=1, then with max_train_size=4.
        Assert.Equal(["0-2|3-5", "0-5|6-8", "0-8|9-11"], WalkForward.Split(data, 3).Select(Text));
        Assert.Equal(["0-4|6-7", "0-6|8-9", "0-8|10-11"], WalkForward.Split(data, 3, 2, gap: 1).Select(Text));
        Assert.Equal(["1-4|6-7", "3-6|8-9", "5-8|10-11"], WalkForward.Split(data, 3, 2, trainSize: 4, gap: 1).Select(Text));
        Assert.Contains("too few", Assert.Throws<ArgumentException>(() => WalkForward.Split(data, 6, 2)).Message);
        Assert.Throws<ArgumentException>(() => WalkForward.Split(data, 12));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 4)]
    [InlineData(5, 2)]
    public void Folds_of_windows_forecast_no_row_twice_and_waste_none(int stride, int horizon)
    {
        var data = new TimeSeriesWindows(Table(200, 1), 1, 6, horizon, stride);
        foreach (Fold fold in data.WalkForward(3, 5))
        {
            int lastTrained = (fold.Train.Samples[^1] * stride) + 6 + horizon - 1, firstValidated = (fold.Validation.Samples[0] * stride) + 6;
            Assert.True(lastTrained < firstValidated);
            Assert.True(lastTrained + stride >= firstValidated);
        }

        Assert.Equal(data.WalkForward(3, 5)[0].Train.Count - 2, data.WalkForward(3, 5, gap: 2)[0].Train.Count);
    }

    private static string Text(Fold fold) => $"{fold.Train.Samples[0]}-{fold.Train.Samples[^1]}|{fold.Validation.Samples[0]}-{fold.Validation.Samples[^1]}";
}
