using System.Text.Json;
using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data.Loading;

public sealed class DataLoaderTests
{
    private static List<int[]> Order(DataLoader loader, int epoch, int first = 0)
    {
        var batches = new List<int[]>();
        loader.Start(epoch, first);
        while (loader.Next(out Batch? batch))
        {
            int[] numbers = [.. batch.Floats(0).ToArray().Chunk(2).Select(x => (int)x[0] / 1000)];
            Assert.Equal(numbers, loader.Samples.ToArray());
            Assert.Equal(numbers.Length, batch.Count);
            batches.Add(numbers);
        }

        Assert.Equal(loader.BatchesPerEpoch - first, batches.Count);
        Assert.True(loader.Samples.IsEmpty);
        Assert.False(loader.Next(out _));
        return batches;
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void The_order_is_that_of_seed_and_epoch_with_any_number_of_batches_ahead(int prefetch, bool dropLast)
    {
        using var loader = new DataLoader(Numbered.Dataset(101), new DataLoaderOptions { BatchSize = 8, Seed = 9, Prefetch = prefetch, DropLast = dropLast });
        Assert.Equal(dropLast ? 12 : 13, loader.BatchesPerEpoch);
        Assert.Equal(dropLast ? 96 : 101, loader.SamplesPerEpoch);
        int[] order = new int[101];
        foreach (int epoch in new[] { 0, 1, 7, 1 })
        {
            SampleOrder.Shuffle(order, 9, (ulong)epoch);
            Assert.Equal(order.Take(loader.SamplesPerEpoch).Chunk(8), Order(loader, epoch));
        }
    }

    [Fact]
    public void Without_shuffling_samples_come_in_ascending_order_and_a_large_batch_takes_all()
    {
        using var loader = new DataLoader(Numbered.Dataset(5), new DataLoaderOptions { Shuffle = false });
        Assert.Equal([[0, 1, 2, 3, 4]], Order(loader, 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_position_goes_through_json_and_resumes_in_another_loader(int prefetch)
    {
        var options = new DataLoaderOptions { BatchSize = 4, Seed = 3, Prefetch = prefetch };
        using var loader = new DataLoader(Numbered.Dataset(19), options);
        List<int[]> whole = Order(loader, 5);
        loader.Start(5);
        for (int i = 0; i < 3; i++) Assert.True(loader.Next(out _));
        Assert.Equal(new DataLoaderPosition(5, 3, 4, 19, 3), loader.Position);
        var position = JsonSerializer.Deserialize<DataLoaderPosition>(JsonSerializer.Serialize(loader.Position));

        using var other = new DataLoader(Numbered.Dataset(19), options);
        other.Start(position);
        var rest = new List<int[]>();
        while (other.Next(out _)) rest.Add(other.Samples.ToArray());
        Assert.Equal(whole.Skip(3), rest);
        Assert.Empty(Order(other, 5, 5));

        Assert.Contains("samples a batch: 5", Assert.Throws<ArgumentException>(() => other.Start(position with { BatchSize = 5 })).Message);
        Assert.Contains("here it is 19", Assert.Throws<ArgumentException>(() => other.Start(position with { Samples = 18 })).Message);
        Assert.Contains("seed", Assert.Throws<ArgumentException>(() => other.Start(position with { Seed = 4 })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => other.Start(position with { Batch = 6 }));
    }

    [Fact]
    public void Starting_anew_in_the_middle_forgets_what_was_read_ahead()
    {
        using var loader = new DataLoader(Numbered.Dataset(64), new DataLoaderOptions { BatchSize = 1, Prefetch = 5 });
        var random = new Random(4);
        int[] order = new int[64];
        for (int i = 0; i < 300; i++)
        {
            int epoch = random.Next(4), first = random.Next(65), steps = random.Next(6);
            loader.Start(epoch, first);
            SampleOrder.Shuffle(order, 0, (ulong)epoch);
            for (int step = first; step < Math.Min(64, first + steps); step++)
            {
                Assert.True(loader.Next(out Batch? batch));
                Assert.Equal(order[step] * 1000, batch.Floats(0)[0]);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void What_a_dataset_throws_comes_out_in_its_place_and_can_be_tried_again(int prefetch)
    {
        var data = new Faulty(Numbered.Dataset(10), 5);
        using var loader = new DataLoader(data, new DataLoaderOptions { BatchSize = 2, Shuffle = false, Prefetch = prefetch });
        loader.Start(1);
        Assert.True(loader.Next(out _));
        Assert.True(loader.Next(out _));
        var thrown = Assert.Throws<DataLoaderException>(() => loader.Next(out _));
        Assert.Equal((1, 2), (thrown.Epoch, thrown.Batch));
        Assert.Equal("epoch 1, batch 2 (samples 4, 5): no sample 5", thrown.Message);
        Assert.IsType<InvalidDataException>(thrown.InnerException);
        Assert.Equal(2, loader.Position.Batch);
        Assert.Throws<DataLoaderException>(() => loader.Next(out _));
        data.Sample = -1;

        // What was read before the mending may still be in the way once.
        bool got = false;
        for (int i = 0; i < 2 && !got; i++)
        {
            try
            {
                got = loader.Next(out _);
            }
            catch (DataLoaderException) when (prefetch > 0)
            {
            }
        }

        Assert.Equal([4, 5], loader.Samples.ToArray());
        Assert.True(loader.Next(out _));
        Assert.Equal([6, 7], loader.Samples.ToArray());
    }

    [Fact]
    public void A_loader_can_be_disposed_at_any_time()
    {
        for (int i = 0; i < 50; i++)
        {
            var loader = new DataLoader(Numbered.Dataset(64), new DataLoaderOptions { BatchSize = 3, Prefetch = 2 });
            if (i % 5 > 0) loader.Start(i);
            for (int k = 1; k < i % 5; k++) Assert.True(loader.Next(out _));
            loader.Dispose();
            loader.Dispose();
            Assert.Throws<ObjectDisposedException>(() => loader.Next(out _));
            Assert.Throws<ObjectDisposedException>(() => loader.Start(0));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_epoch_allocates_nothing(int prefetch)
    {
        using var loader = new DataLoader(Numbered.Dataset(600), new DataLoaderOptions { BatchSize = 7, Prefetch = prefetch });
        Assert.Equal(0, Allocation.Of(() =>
        {
            loader.Start(3);
            while (loader.Next(out _)) { }
        }));
    }

    [Fact]
    public void Mistakes_are_named()
    {
        TensorDataset data = Numbered.Dataset(5);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(data, new DataLoaderOptions { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(data, new DataLoaderOptions { Prefetch = -1 }));
        Assert.Contains("short batch is dropped", Assert.Throws<ArgumentException>(() => new DataLoader(data, new DataLoaderOptions { BatchSize = 6, DropLast = true })).Message);
        Assert.Contains("no samples", Assert.Throws<ArgumentException>(() => new DataLoader(data.Take(0))).Message);
        using var loader = new DataLoader(data);
        Assert.Throws<InvalidOperationException>(() => loader.Next(out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Start(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Start(0, 2));

        using var wrong = new DataLoader(data, new DataLoaderOptions { Sampler = new SequentialSampler(6) });
        wrong.Start(0);
        Assert.Contains("sample number 5", Assert.Throws<DataLoaderException>(() => wrong.Next(out _)).Message);
    }

    private sealed class Faulty(IDataset source, int sample) : IDataset
    {
        private volatile int _sample = sample;

        public int Sample { set => _sample = value; }

        public int Count => source.Count;

        public IReadOnlyList<TensorInfo> Columns => source.Columns;

        public void Read(ReadOnlySpan<int> samples, Batch batch)
        {
            if (samples.Contains(_sample)) throw new InvalidDataException($"no sample {_sample}");
            source.Read(samples, batch);
        }
    }
}
