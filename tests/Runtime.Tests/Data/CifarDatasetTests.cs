using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data;

public sealed class CifarDatasetTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    internal static byte[] Record(params byte[] labels) => [.. labels, .. Enumerable.Range(0, 3072).Select(i => (byte)((i * 7) + labels[^1]))];

    private string Save(string name, params byte[][] records)
    {
        File.WriteAllBytes(_directory[name], [.. records.SelectMany(r => r)]);
        return _directory[name];
    }

    [Fact]
    public void Files_of_cifar_10_follow_each_other()
    {
        string a = Save("a", Record(3), Record(9)), b = Save("b", Record(0));
        CifarDataset plain = CifarDataset.LoadCifar10([a, b]), scaled = CifarDataset.LoadCifar10([a, b], [0.1f, 0.2f, 0.3f], [1, 2, 3]);
        Assert.Equal([3, 9, 0], plain.Labels.ToArray());
        Assert.Equal([3, 32, 32], plain.Columns[0].Shape);
        var batch = new Batch(plain.Columns, 2);
        plain.Read([2, 1], batch);
        Assert.Equal([0, 9], batch.Integers(1).ToArray());
        for (int i = 0; i < 3072; i++)
        {
            Assert.Equal((byte)(i * 7) / 255f, batch.Floats(0)[i]);
            Assert.Equal((byte)((i * 7) + 9) / 255f, batch.Floats(0)[3072 + i]);
        }

        scaled.Read([0], batch);
        for (int i = 0; i < 3072; i++) Assert.Equal((((byte)((i * 7) + 3) / 255f) - (0.1f * (1 + (i / 1024)))) / (1 + (i / 1024)), batch.Floats(0)[i], 1e-6f);
        Assert.Equal(0, Allocation.Of(() => plain.Read([0, 1], batch)));
    }

    [Fact]
    public void Cifar_100_has_two_labels()
    {
        string path = Save("train.bin", Record(19, 99), Record(0, 1));
        Assert.Equal([99, 1], CifarDataset.LoadCifar100([path]).Labels.ToArray());
        CifarDataset coarse = CifarDataset.LoadCifar100([path], fine: false);
        Assert.Equal([19, 0], coarse.Labels.ToArray());
        Assert.Equal(20, coarse.Columns[1].ClassCount);
    }

    [Fact]
    public void Damaged_files_are_refused()
    {
        Assert.Contains("record 1 has label 10", Refuses(Save("x", Record(1), Record(10))));
        Assert.Contains("at byte 3073", Refuses(Save("x", Record(1), Record(10))));
        Assert.Contains("3072 bytes follow 1 records", Refuses(Save("x", Record(1), Record(1)[..3072])));
        Assert.Contains("empty", Refuses(Save("x")));
        Assert.Throws<FileNotFoundException>(() => CifarDataset.LoadCifar10([_directory["none"]]));
        Assert.Throws<ArgumentException>(() => CifarDataset.LoadCifar10([]));
        Assert.Throws<ArgumentException>(() => CifarDataset.LoadCifar10([_directory["none"]], [1, 2]));

        static string Refuses(string path) => Assert.Throws<DataFormatException>(() => CifarDataset.LoadCifar10([path])).Message;
    }
}
