using System.IO.Compression;
using System.Text;
using NeuralNet.Gen.Runtime.Tests.Data.Audio;
using NeuralNet.Gen.Runtime.Tests.Data.Numpy;
using NeuralNet.Gen.Runtime.Tests.Data.Tabular;
using NeuralNet.Gen.Tests.Shared;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data;

public sealed class ReaderFuzzTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private byte[] Saved(Action<string> save)
    {
        save(_directory["valid"]);
        return File.ReadAllBytes(_directory["valid"]);
    }

    [Fact]
    public void Idx() => ReaderFuzz.Run(_directory["a.idx"], [0, 0, 0x0B, 2, 0, 0, 0, 3, 0, 0, 0, 4, .. new byte[24]], path => IdxFile.Read(path).ToSingles(), 8);

    [Fact]
    public void Compressed_idx()
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write([0, 0, 8, 2, 0, 0, 0, 30, 0, 0, 0, 40, .. new byte[1200]]);
        ReaderFuzz.Run(_directory["a.idx.gz"], stream.ToArray(), path => IdxFile.Read(path), 2 * GrowingRead.LargestDeflateRatio);
    }

    [Fact]
    public void Npy() => ReaderFuzz.Run(
        _directory["a.npy"], NpyFileTests.Npy("{'descr': '>f4', 'fortran_order': True, 'shape': (3, 5), }", new byte[60]), path => NpyFile.Read(path).ToSingles(), 16);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Npz(bool compress)
    {
        var arrays = new Dictionary<string, NpyArray> { ["x"] = NpyArray.Create(new float[300], 3, 100), ["labels"] = NpyArray.Create([1, 2, 3], 3) };
        ReaderFuzz.Run(_directory["a.npz"], Saved(path => NpzFile.Save(path, arrays, compress)), path => NpzFile.Read(path), 2 * GrowingRead.LargestDeflateRatio);
    }

    [Fact]
    public void Cifar() => ReaderFuzz.Run(_directory["a.bin"], CifarDatasetTests.Record(3), path => CifarDataset.LoadCifar10([path]), 4);

    [Fact]
    public void Wav() => ReaderFuzz.Run(
        _directory["a.wav"], WavFileTests.Riff(WavFileTests.Chunk("fmt "u8, WavFileTests.Format(0xFFFE, 2, 24, 1)), WavFileTests.Chunk("data"u8, new byte[60])), path => WavFile.Read(path), 8);

    [Fact]
    public void Text() => ReaderFuzz.Run(_directory["a.txt"], Encoding.UTF8.GetBytes("Größe, 🙂 – naïve café. Ещё текст. 日本語"), path => TextFile.Read(path), 8);

    [Fact]
    public void Vocabularies() => ReaderFuzz.Run(_directory["a.json"], Saved(Vocabulary.OfCharacters("aäb🙂", unknown: true).Save), path => Vocabulary.Load(path), 200);

    [Fact]
    public void Scalers() => ReaderFuzz.Run(_directory["a.json"], Saved(MinMaxScaler.Fit([1, 2, 3, 4.5f], 2, -1).Save), path => MinMaxScaler.Load(path), 200);

    [Fact]
    public void Categories() => ReaderFuzz.Run(_directory["a.json"], Saved(CategoryEncoder.Fit(["a", "ä", "c"]).Save), path => CategoryEncoder.Load(path), 200);

    [Fact]
    public void Encoders()
    {
        TabularColumn[] schema = [TabularColumn.Numeric("x", missing: MissingValues.Mean), TabularColumn.Categorical("c", allowUnknown: true), TabularColumn.Label("y")];
        TabularEncoder encoder = TabularEncoder.Fit(TabularEncoderTests.Table(schema, "1,a,p", "?,b,q"), [0, 1]);
        ReaderFuzz.Run(_directory["a.json"], Saved(encoder.Save), path => TabularEncoder.Load(path), 200);
    }

    [Fact]
    public void Safetensors()
    {
        byte[] header = Encoding.UTF8.GetBytes("""{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"I32","shape":[1],"data_offsets":[16,20]}}""");
        ReaderFuzz.Run(_directory["a.safetensors"], [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[20]], path => SafetensorsFile.Read(path), 200);
    }
}
