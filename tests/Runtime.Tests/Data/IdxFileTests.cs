using System.Buffers.Binary;
using System.IO.Compression;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static byte[] Idx(byte type, int[] dimensions, params byte[] data)
    {
        byte[] file = new byte[4 + (4 * dimensions.Length) + data.Length];
        file[2] = type;
        file[3] = (byte)dimensions.Length;
        for (int i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), dimensions[i]);
        data.CopyTo(file.AsSpan(4 + (4 * dimensions.Length)));
        return file;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(content);
        return stream.ToArray();
    }

    private string Save(string name, byte[] content)
    {
        File.WriteAllBytes(_directory[name], content);
        return _directory[name];
    }

    private void Refuses(byte[] content, params string[] parts)
    {
        string path = Save("bad", content);
        var thrown = Assert.Throws<DataFormatException>(() => IdxFile.Read(path));
        Assert.Contains(path, thrown.Message);
        Assert.Equal(path, thrown.Path);
        foreach (string part in parts) Assert.Contains(part, thrown.Message);
    }

    [Fact]
    public void Reads_unsigned_bytes_plain_gzipped_and_by_a_path_without_gz()
    {
        byte[] content = Idx(8, [2, 3], 1, 2, 3, 4, 5, 255);
        string plain = Save("plain", content), zipped = Save("zipped-without-suffix", Gzip(content));
        Save("suffixed.gz", Gzip(content));
        foreach (string path in new[] { plain, zipped, _directory["suffixed.gz"], _directory["suffixed"] })
        {
            IdxArray array = IdxFile.ReadBytes(path);
            Assert.Equal([2, 3], array.Dimensions);
            Assert.Equal<byte>([1, 2, 3, 4, 5, 255], array.Bytes.ToArray());
            Assert.Equal(IdxElementType.UInt8, array.ElementType);
            Assert.Equal([1f, 2, 3, 4, 5, 255], array.ToSingles());
        }
    }

    [Fact]
    public void A_gzip_file_of_several_members_and_several_megabytes_is_read_whole()
    {
        byte[] data = new byte[3_000_001];
        new Random(1).NextBytes(data);
        byte[] content = Idx(8, [data.Length], data);
        byte[] two = [.. Gzip(content[..1_000_000]), .. Gzip(content[1_000_000..])];
        Assert.Equal(data, IdxFile.ReadBytes(Save("big", two)).Bytes.ToArray());
    }

    [Fact]
    public void Reads_every_element_type_big_endian()
    {
        Assert.Equal([-1f, 127], IdxFile.Read(Save("i8", Idx(9, [2], 0xFF, 0x7F))).ToSingles());
        Assert.Equal([258, -2], IdxFile.Read(Save("i16", Idx(0x0B, [2], 1, 2, 0xFF, 0xFE))).ToInt32s());
        Assert.Equal([0x01020304], IdxFile.Read(Save("i32", Idx(0x0C, [1], 1, 2, 3, 4))).ToInt32s());
        Assert.Equal([1.5f], IdxFile.Read(Save("f32", Idx(0x0D, [1], 0x3F, 0xC0, 0, 0))).ToSingles());
        IdxArray doubles = IdxFile.Read(Save("f64", Idx(0x0E, [1, 1], 0xC0, 0x04, 0, 0, 0, 0, 0, 0)));
        Assert.Equal([-2.5f], doubles.ToSingles());
        Assert.Equal(1, doubles.Length);
        Assert.Throws<InvalidOperationException>(() => doubles.ToInt32s());
    }

    [Fact]
    public void A_file_cut_short_is_named_with_what_is_there_and_what_is_expected()
    {
        byte[] content = Idx(8, [2, 3], 1, 2, 3, 4, 5, 6);
        for (int length = 0; length < content.Length; length++) Refuses(content[..length]);
        Refuses(content[..15], "cut short", "2 × 3", "6 bytes", "3 are there", "at byte 15");
        Refuses(content[..6], "inside its header");
        Refuses(content[..2], "ends after 2 bytes");
        Refuses(Gzip(content[..15]), "cut short", "3 are there");
    }

    [Fact]
    public void A_gzip_file_cut_short_anywhere_is_an_error()
    {
        byte[] zipped = Gzip(Idx(8, [1000], [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * i))]));

        // The last 8 bytes are gzip's checksum and length, which the platform's decoder does not miss: all content is there without them.
        for (int length = 2; length < zipped.Length - 8; length += 7) Refuses(zipped[..length]);
        Refuses(zipped[..^9]);
    }

    [Fact]
    public void Damaged_gzip_data_is_an_error()
    {
        byte[] zipped = Gzip(Idx(8, [1000], new byte[1000]));
        zipped[^6] ^= 0x55; // in the checksum
        Refuses(zipped, "damaged");
    }

    [Fact]
    public void Bytes_left_over_are_an_error()
    {
        Refuses(Idx(8, [2], 1, 2, 3), "1 bytes are left over", "at byte 10");
        Refuses(Gzip(Idx(8, [2], 1, 2, 3)), "left over", "at byte 10");
    }

    [Fact]
    public void A_wrong_magic_number_or_type_is_an_error()
    {
        Refuses([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 1, 9], "wrong magic number 0x89504E47", "at byte 0");
        Refuses(Idx(7, [1], 1), "unknown element type 0x07", "at byte 2");
        Refuses(Idx(8, [], 1, 2, 3, 4, 5), "0 dimensions", "at byte 3");
        string floats = Save("floats", Idx(0x0D, [1], 0, 0, 0, 0));
        Assert.Contains("Float32", Assert.Throws<DataFormatException>(() => IdxFile.ReadBytes(floats)).Message);
    }

    [Fact]
    public void A_header_that_declares_more_than_the_file_holds_takes_no_memory()
    {
        byte[] huge = Idx(8, [int.MaxValue / 4, 3]), overflowing = Idx(8, [int.MaxValue, int.MaxValue, int.MaxValue]), negative = Idx(8, [-1]);
        byte[] zipped = Gzip(huge);
        string[] paths = [Save("huge", huge), Save("overflowing", overflowing), Save("negative", negative), Save("zipped", zipped)];
        foreach (string path in paths) Assert.Throws<DataFormatException>(() => IdxFile.Read(path));
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (string path in paths) Assert.Throws<DataFormatException>(() => IdxFile.Read(path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
        Refuses(overflowing, "declare more than");
        Refuses(negative, "4294967295");
        Refuses(zipped, "compressed bytes cannot hold");
    }

    [Fact]
    public void A_gzip_file_that_promises_much_and_holds_little_takes_memory_for_what_it_holds()
    {
        // A megabyte of zeros packs into a kilobyte or so: the bound by ratio lets the promise of 1.8 MB pass, the content does not keep it.
        byte[] content = [.. Idx(8, [1_000_000 * 2]), .. new byte[1_500_000]];
        Refuses(Gzip(content), "cut short", "1500000 are there");
    }

    [Fact]
    public void A_missing_file_is_named()
        => Assert.Contains("nowhere", Assert.Throws<FileNotFoundException>(() => IdxFile.Read(_directory["nowhere"])).Message);

    [Fact]
    public void Images_and_labels_become_batches()
    {
        byte[] pixels = [.. Enumerable.Range(0, 3 * 2 * 5).Select(i => (byte)(i * 8))];
        string images = Save("images", Idx(8, [3, 2, 5], pixels)), labels = Save("labels", Gzip(Idx(8, [3], 7, 0, 9)));
        IdxImageDataset plain = IdxImageDataset.Load(images, labels), scaled = IdxImageDataset.Load(images, labels, 10, 0.25f, 0.5f);
        Assert.Equal(3, plain.Count);
        Assert.Equal([1, 2, 5], plain.Columns[0].Shape);
        Assert.Equal(10, plain.Columns[1].ClassCount);

        var batch = new Batch(plain.Columns, 4);
        int[] order = [2, 0, 2];
        plain.Read(order, batch);
        Assert.Equal(3, batch.Count);
        Assert.Equal([9, 7, 9], batch.Integers(1).ToArray());
        for (int i = 0; i < 3; i++)
        {
            for (int k = 0; k < 10; k++) Assert.Equal(pixels[(order[i] * 10) + k] / 255f, batch.Floats(0)[(i * 10) + k]);
        }

        scaled.Read([1], batch);
        for (int k = 0; k < 10; k++) Assert.Equal(((pixels[10 + k] / 255f) - 0.25f) / 0.5f, batch.Floats(0)[k]);

        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 100; i++) plain.Read(order, batch);
        }));
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(0.1307f, 0.3081f)]
    public void Every_byte_value_is_converted_by_the_formula_at_every_place(float mean, float deviation)
    {
        byte[] pixels = [.. Enumerable.Range(0, 2 * 263).Select(i => (byte)i)];
        string images = Save("images", Idx(8, [2, 1, 263], pixels)), labels = Save("labels", Idx(8, [2], 0, 1));
        IdxImageDataset data = IdxImageDataset.Load(images, labels, 10, mean, deviation);
        var batch = new Batch(data.Columns, 2);
        data.Read([0, 1], batch);
        for (int i = 0; i < pixels.Length; i++) Assert.Equal(((pixels[i] / 255f) - mean) / deviation, batch.Floats(0)[i]);
    }

    [Fact]
    public void Pairs_of_files_that_do_not_belong_together_are_refused()
    {
        string images = Save("images", Idx(8, [2, 1, 1], 1, 2)), three = Save("three", Idx(8, [3], 1, 2, 3)), out10 = Save("out", Idx(8, [2], 1, 10));
        string flat = Save("flat", Idx(8, [2], 1, 2)), empty = Save("empty", Idx(8, [2, 0, 3]));

        string message = Assert.Throws<DataFormatException>(() => IdxImageDataset.Load(images, three)).Message;
        Assert.Contains("3 labels", message);
        Assert.Contains("2 images", message);
        Assert.Contains(images, message);
        Assert.Contains(three, message);

        message = Assert.Throws<DataFormatException>(() => IdxImageDataset.Load(images, out10)).Message;
        Assert.Contains("sample 1 has label 10", message);
        Assert.Contains("0 to 9", message);
        Assert.Contains("at byte 9", message);

        Assert.Contains("1 dimensions", Assert.Throws<DataFormatException>(() => IdxImageDataset.Load(flat, flat)).Message);
        Assert.Contains("3 dimensions", Assert.Throws<DataFormatException>(() => IdxImageDataset.Load(images, images)).Message);
        Assert.Contains("no pixels", Assert.Throws<DataFormatException>(() => IdxImageDataset.Load(empty, flat)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => IdxImageDataset.Load(images, flat, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => IdxImageDataset.Load(images, flat, 10, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => IdxImageDataset.Load(images, flat, 10, float.NaN));
    }
}
