using System.IO.Compression;
using System.Text;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data.Numpy;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>A file as NumPy writes it.</summary>
    internal static byte[] Npy(string header, byte[] data, byte version = 1)
    {
        int prefix = version == 1 ? 10 : 12, length = (((prefix + header.Length + 1 + 63) / 64) * 64) - prefix;
        byte[] start = [0x93, .. "NUMPY"u8, version, 0, (byte)length, (byte)(length >> 8), .. version == 1 ? [] : new byte[2]];
        return [.. start, .. Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n"), .. data];
    }

    private string Save(byte[] content)
    {
        File.WriteAllBytes(_directory["a.npy"], content);
        return _directory["a.npy"];
    }

    private void Refuses(byte[] content, params string[] parts)
    {
        string path = Save(content), message = Assert.Throws<DataFormatException>(() => NpyFile.Read(path)).Message;
        Assert.StartsWith(path, message);
        foreach (string part in parts) Assert.Contains(part, message);
    }

    [Theory]
    [InlineData("|b1", new byte[] { 1, 0 }, 1, 0)]
    [InlineData("|i1", new byte[] { 0xFF, 5 }, -1, 5)]
    [InlineData("|u1", new byte[] { 0xFF, 5 }, 255, 5)]
    [InlineData("<i2", new byte[] { 0xFE, 0xFF, 1, 2 }, -2, 513)]
    [InlineData(">i2", new byte[] { 0xFF, 0xFE, 2, 1 }, -2, 513)]
    [InlineData(">u2", new byte[] { 0xFF, 0xFE, 2, 1 }, 65534, 513)]
    [InlineData("<i4", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 1, 2, 0, 0 }, -2, 513)]
    [InlineData(">u4", new byte[] { 0, 1, 0, 0, 0, 0, 2, 1 }, 65536, 513)]
    [InlineData("<i8", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 0, 0, 0, 0, 0, 0 }, -2, 513)]
    [InlineData("<u8", new byte[] { 7, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0 }, 7, 513)]
    [InlineData("<f2", new byte[] { 0, 0xC2, 0, 0x3C }, -3, 1)]
    [InlineData("<f4", new byte[] { 0, 0, 0xC0, 0xBF, 0, 0, 0x80, 0x3F }, -1.5, 1)]
    [InlineData(">f4", new byte[] { 0xBF, 0xC0, 0, 0, 0x3F, 0x80, 0, 0 }, -1.5, 1)]
    [InlineData("<f8", new byte[] { 0, 0, 0, 0, 0, 0, 4, 0xC0, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F }, -2.5, 1)]
    public void Every_type_and_byte_order_is_read(string type, byte[] data, double first, double second)
    {
        NpyArray array = NpyFile.Read(Save(Npy($"{{'descr': '{type}', 'fortran_order': False, 'shape': (2,), }}", data)));
        Assert.Equal([2], array.Shape);
        Assert.Equal([(float)first, (float)second], array.ToSingles());
        Assert.Equal([first, second], array.ToDoubles());
        if (type[1] == 'f') Assert.Throws<InvalidOperationException>(() => array.ToInt32s());
        else Assert.Equal([(int)first, (int)second], array.ToInt32s());
    }

    [Fact]
    public void Column_major_arrays_come_out_row_major()
    {
        // numpy.asfortranarray(numpy.arange(24).reshape(2, 3, 4)): the first index runs fastest in the file.
        byte[] data = new byte[24];
        int at = 0;
        for (int k = 0; k < 4; k++)
        {
            for (int j = 0; j < 3; j++)
            {
                for (int i = 0; i < 2; i++) data[at++] = (byte)((((i * 3) + j) * 4) + k);
            }
        }

        NpyArray array = NpyFile.Read(Save(Npy("{\"shape\":(2, 3,4), 'fortran_order': True,'descr': '|u1'}", data, 2)));
        Assert.Equal(Enumerable.Range(0, 24), array.ToInt32s());
        Assert.Equal([2, 3, 4], array.Shape);
    }

    [Fact]
    public void What_is_written_is_read_and_aligned()
    {
        string path = _directory["w.npy"];
        NpyFile.Save(path, NpyArray.Create([1.5f, -2, 3, 4, 5, 6], 3, 2));
        byte[] file = File.ReadAllBytes(path);
        Assert.Equal(128 + 24, file.Length);
        Assert.StartsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", Encoding.ASCII.GetString(file, 10, 80));
        NpyArray array = NpyFile.Read(path);
        Assert.Equal([3, 2], array.Shape);
        Assert.Equal([1.5f, -2, 3, 4, 5, 6], array.ToSingles());

        Assert.Throws<ArgumentException>(() => NpyArray.Create([1, 2, 3], 2, 2));
        Assert.Empty(NpyFile.Read(Save(Npy("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", new byte[8]))).Shape);
        NpyFile.Save(path, NpyArray.Create([long.MaxValue, -1L], 2));
        Assert.Contains("element 0", Assert.Throws<DataFormatException>(() => NpyFile.Read(path).ToInt32s()).Message);
    }

    [Fact]
    public void Arrays_become_the_columns_of_a_dataset()
    {
        var data = new TensorDataset(NpyArray.Create([1f, 2, 3, 4], 2, 1, 2).ToColumn("x"), NpyArray.Create([4L, 0], 2).ToColumn("y", 5));
        Assert.Equal(2, data.Count);
        Assert.Equal([1, 2], data.Columns[0].Shape);
        Assert.Equal((ElementType.Int32, 5), (data.Columns[1].ElementType, data.Columns[1].ClassCount));
        Assert.Throws<ArgumentException>(() => NpyArray.Create([4L, 5], 2).ToColumn("y", 5));
    }

    [Fact]
    public void Damaged_files_are_refused_with_place_and_expectation()
    {
        byte[] good = Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", new byte[24]);
        for (int length = 0; length < good.Length; length++) Refuses(good[..length]);
        Refuses(good[..^1], "cut short", "[2, 3]", "24 bytes", "23 are there");
        Refuses([.. good, 0], "left over");
        Refuses(Npy("{'descr': '<f4', 'fortran_order': False}", []), "'shape' is missing");
        Refuses(Npy("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", []), "True or False");
        Refuses(Npy("{'descr': '<f4', 'descr': '<f4', 'shape': (1,)}", []), "twice");
        Refuses(Npy("{'descr': '<f4', 'x': 1}", []), "unknown key 'x'");
        Refuses(Npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", []), "records are not read");
        Refuses(Npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", []), "'|O'");
        Refuses(Npy("{'descr': '<U3', 'fortran_order': False, 'shape': (1,)}", []), "'<U3'");
        Refuses(Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,)}", []), "an extent");
        Refuses(Npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2000000000)}", []), "declares more than");
        Refuses(Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", []), "an extent");
        Refuses(Npy("{'descr': '|b1', 'fortran_order': False, 'shape': (1,)}", [2]), "a boolean is 2");
        Refuses(Npy("{'descr': '|b1', 'fortran_order': False, 'shape': (1,)} x", [2]), "text follows");
        good[0] = 0;
        Refuses(good, "magic");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Archives_are_written_and_read(bool compress)
    {
        string path = _directory["a.npz"];
        var arrays = new Dictionary<string, NpyArray> { ["x"] = NpyArray.Create(new float[3000], 30, 100), ["labels"] = NpyArray.Create([1, 2, 3], 3) };
        NpzFile.Save(path, arrays, compress);
        byte[] first = File.ReadAllBytes(path);
        NpzFile.Save(path, arrays, compress);
        Assert.Equal(first, File.ReadAllBytes(path));
        Assert.Equal(compress, first.Length < 2000);
        IReadOnlyDictionary<string, NpyArray> read = NpzFile.Read(path);
        Assert.Equal(["labels", "x"], read.Keys);
        Assert.Equal([1, 2, 3], read["labels"].ToInt32s());
        Assert.Equal([30, 100], read["x"].Shape);

        for (int length = 0; length < first.Length; length += 1 + (first.Length / 60))
        {
            File.WriteAllBytes(path, first[..length]);
            Assert.Throws<DataFormatException>(() => NpzFile.Read(path));
        }
    }

    [Fact]
    public void An_archive_with_another_entry_or_a_bad_array_names_it()
    {
        string path = _directory["a.npz"];
        Write("readme.txt", [1]);
        Assert.Contains("readme.txt", Assert.Throws<DataFormatException>(() => NpzFile.Read(path)).Message);
        Write("x.npy", [1, 2, 3]);
        Assert.StartsWith($"{path}:x.npy: at byte 3", Assert.Throws<DataFormatException>(() => NpzFile.Read(path)).Message);

        void Write(string name, byte[] content)
        {
            using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
            using Stream entry = archive.CreateEntry(name).Open();
            entry.Write(content);
        }
    }
}
