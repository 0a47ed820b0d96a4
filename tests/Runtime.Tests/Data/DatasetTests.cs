using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data;

public sealed class DatasetTests
{
    private static TensorDataset Create(int count = 10)
        => TensorDataset.Classification(
            Enumerable.Range(0, count * 3).Select(i => (float)i).ToArray(), 3, Enumerable.Range(0, count).Select(i => i % 4).ToArray(), 4);

    [Fact]
    public void Samples_are_read_in_the_given_order()
    {
        TensorDataset data = Create();
        var batch = new Batch(data.Columns, 5);
        data.Read([7, 0, 7, 9], batch);
        Assert.Equal(4, batch.Count);
        Assert.Equal([21f, 22, 23, 0, 1, 2, 21, 22, 23, 27, 28, 29], batch.Floats(0).ToArray());
        Assert.Equal([3, 0, 3, 1], batch.Integers(1).ToArray());

        TensorDataset regression = TensorDataset.Regression(new float[] { 1, 2, 3 }, 1, new float[] { 1, 2, 3, 4, 5, 6 }, 2);
        var wide = new Batch(regression.Columns, 3);
        regression.Read([2, 1], wide);
        Assert.Equal([3f, 2], wide.Floats(0).ToArray());
        Assert.Equal([5f, 6, 3, 4], wide.Floats(1).ToArray());
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        TensorDataset data = Create(2000);
        Subset subset = data.Split(1, 0.9).First;
        var batch = new Batch(data.Columns, 700);
        int[] few = [1, 2, 3], many = [.. Enumerable.Range(0, 700)];
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                data.Read(few, batch);
                subset.Read(few, batch);
                subset.Read(many, batch);
            }
        }));
    }

    [Fact]
    public void A_request_that_does_not_fit_is_refused_before_the_batch_changes()
    {
        TensorDataset data = Create();
        var batch = new Batch(data.Columns, 3);
        data.Read([1, 2], batch);
        float[] before = batch.Floats(0).ToArray();

        string message = Assert.Throws<ArgumentOutOfRangeException>(() => data.Read([0, 10], batch)).Message;
        Assert.Contains("sample number 10", message);
        Assert.Contains("0 to 9", message);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Read([-1], batch));
        message = Assert.Throws<ArgumentException>(() => data.Read([0, 1, 2, 3], batch)).Message;
        Assert.Contains("4 samples", message);
        Assert.Contains("room for 3", message);
        Assert.Equal(2, batch.Count);
        Assert.Equal(before, batch.Floats(0).ToArray());

        Assert.Contains("columns", Assert.Throws<ArgumentException>(() => data.Read([0], new Batch([data.Columns[0]], 3))).Message);
        var other = new Batch([new TensorInfo("pixels", ElementType.Float32, [4]), data.Columns[1]], 3);
        message = Assert.Throws<ArgumentException>(() => data.Read([0], other)).Message;
        Assert.Contains("'pixels'", message);
        Assert.Contains("× 4", message);
        Assert.Contains("× 3", message);
        Assert.Throws<ArgumentException>(() => data.Read([0], new Batch([data.Columns[0], new TensorInfo("label", ElementType.Float32, [])], 3)));
    }

    [Fact]
    public void Columns_that_disagree_are_refused()
    {
        string message = Assert.Throws<ArgumentException>(() => TensorDataset.Classification(new float[6], 3, new[] { 0, 1, 2 }, 3)).Message;
        Assert.Contains("3 samples", message);
        Assert.Contains("2", message);
        Assert.Contains("7 numbers", Assert.Throws<ArgumentException>(() => TensorDataset.Classification(new float[7], 3, new[] { 0, 1 }, 3)).Message);
        message = Assert.Throws<ArgumentException>(() => TensorDataset.Classification(new float[9], 3, new[] { 0, 1, 3 }, 3)).Message;
        Assert.Contains("sample 2 holds 3", message);
        Assert.Contains("0 to 2", message);
        Assert.Throws<ArgumentException>(() => TensorDataset.Classification(new float[3], 3, new[] { -1 }, 3));
        Assert.Throws<ArgumentException>(() => new TensorDataset());
        Assert.Throws<ArgumentException>(() => new DataColumn(new TensorInfo("x", ElementType.Int32, []), new float[1]));
        Assert.Throws<ArgumentException>(() => new DataColumn(new TensorInfo("x", ElementType.Float32, [0]), new float[1]));
    }

    [Fact]
    public void A_subset_reads_through_to_its_source()
    {
        TensorDataset data = Create();
        var subset = new Subset(data, [9, 4, 4]);
        var batch = new Batch(subset.Columns, 3);
        subset.Read([1, 0], batch);
        Assert.Equal(3, subset.Count);
        Assert.Equal([12f, 13, 14, 27, 28, 29], batch.Floats(0).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => subset.Read([3], batch));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Subset(data, [10]));

        Subset first = data.Take(2);
        first.Read([1, 0], batch);
        Assert.Equal([1, 0], batch.Integers(1).ToArray());
        Assert.Equal(0, data.Take(0).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Take(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Take(-1));
    }

    [Fact]
    public void A_split_is_a_division_that_its_seed_decides()
    {
        TensorDataset data = Create(101);
        (Subset first, Subset second) = data.Split(5, 0.8);
        Assert.Equal(81, first.Count);
        Assert.Equal(20, second.Count);
        float[] a = Firsts(first), b = Firsts(second);
        Assert.Equal(Enumerable.Range(0, 101).Select(i => i * 3f), a.Concat(b).Order());
        Assert.NotEqual(a.Order(), a);
        Assert.Equal(a, Firsts(data.Split(5, 0.8).First));
        Assert.NotEqual(a, Firsts(data.Split(6, 0.8).First));
        foreach (double fraction in new[] { 0, 1, -0.5, double.NaN }) Assert.Throws<ArgumentOutOfRangeException>(() => data.Split(1, fraction));

        static float[] Firsts(IDataset dataset)
        {
            var batch = new Batch(dataset.Columns, dataset.Count);
            dataset.Read([.. Enumerable.Range(0, dataset.Count)], batch);
            return [.. batch.Floats(0).ToArray().Chunk(3).Select(c => c[0])];
        }
    }
}
