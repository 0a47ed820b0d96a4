using System.Buffers.Binary;
using System.Globalization;
using NeuralNet.Gen.Runtime.Tests;
using NeuralNet.Gen.Tests.Shared;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace NeuralNet.Gen.Data.Tests;

public sealed class ParquetFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Path => _directory["t.parquet"];

    /// <summary>A column as a writer gives it.</summary>
    private static (DataField Field, Func<ParquetRowGroupWriter, DataField, int, int, Task> Write) Values<T>(string name, T[] values)
        where T : struct
        => (new DataField<T>(name), (group, field, from, to) => group.WriteAsync<T>(field, values.AsMemory(from, to - from)));

    private static (DataField Field, Func<ParquetRowGroupWriter, DataField, int, int, Task> Write) Nullable<T>(string name, T?[] values)
        where T : struct
        => (new DataField<T?>(name), (group, field, from, to) => group.WriteAsync<T>(field, values.AsMemory(from, to - from)));

    private static (DataField Field, Func<ParquetRowGroupWriter, DataField, int, int, Task> Write) Text(string name, string?[] values)
        => (new DataField<string>(name), (group, field, from, to) => group.WriteAsync(field, (IReadOnlyCollection<string>)values[from..to]!));

    private async Task<string> SaveAsync(int rows, int rowsOfGroup, CompressionMethod compression, params (DataField Field, Func<ParquetRowGroupWriter, DataField, int, int, Task> Write)[] columns)
    {
        using var stream = new FileStream(Path, FileMode.Create);
        var schema = new ParquetSchema(columns.Select(c => (Field)c.Field));
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream, new ParquetOptions { CompressionMethod = compression });
        for (int from = 0; from < rows; from += rowsOfGroup)
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            for (int c = 0; c < columns.Length; c++) await columns[c].Write(group, schema.DataFields[c], from, Math.Min(rows, from + rowsOfGroup));
        }

        return Path;
    }

    [Theory]
    [InlineData(CompressionMethod.None, 1000)]
    [InlineData(CompressionMethod.Snappy, 7)]
    [InlineData(CompressionMethod.Gzip, 101)]
    [InlineData(CompressionMethod.Zstd, 101)]
    [InlineData(CompressionMethod.LZ4, 50)]
    [InlineData(CompressionMethod.Brotli, 101)]
    public async Task Every_type_of_number_and_name_is_read_from_every_row_group(CompressionMethod compression, int rowsOfGroup)
    {
        const int Rows = 203;
        double[] d = [.. Enumerable.Range(0, Rows).Select(i => (i * 0.37) - 11)];
        int[] n = [.. Enumerable.Range(0, Rows).Select(i => (i * 7919 % 1001) - 500)];
        bool?[] b = [.. Enumerable.Range(0, Rows).Select(i => i % 5 == 0 ? (bool?)null : i % 3 == 0)];
        string?[] town = [.. Enumerable.Range(0, Rows).Select(i => i % 11 == 3 ? null : "tøwn " + ((i * 13) % 17))];
        long?[] wide = [.. Enumerable.Range(0, Rows).Select(i => i % 4 == 1 ? (long?)null : 1L << (i % 40))];
        decimal[] price = [.. Enumerable.Range(0, Rows).Select(i => (decimal)i / 8)];
        await SaveAsync(
            Rows, rowsOfGroup, compression, Values("double", d), Text("passed over", town), Values("int", n), Nullable("bool", b), Text("town", town), Nullable("long", wide), Values("short", [.. n.Select(i => (short)i)]),
            Values("float", [.. d.Select(x => (float)x)]), Values("price", price), Values("class", [.. n.Select(i => (byte)(i & 3))]));
        TabularData table = ParquetFile.Read(Path,
        [
            TabularColumn.Numeric("int"), TabularColumn.Numeric("double"), TabularColumn.Numeric("bool", missing: MissingValues.Mean), TabularColumn.Categorical("town", missing: MissingValues.Category),
            TabularColumn.Numeric("long", missing: MissingValues.Median), TabularColumn.Numeric("short"), TabularColumn.Numeric("float"), TabularColumn.Target("price"), TabularColumn.Label("class"),
        ]);
        Assert.Equal(Rows, table.Count);
        Assert.Equal(d.Select(x => (float)x), table.Numbers("double").ToArray());
        Assert.Equal(d.Select(x => (float)x), table.Numbers("float").ToArray());
        Assert.Equal(n.Select(x => (float)x), table.Numbers("int").ToArray());
        Assert.Equal(n.Select(x => (float)x), table.Numbers("short").ToArray());
        Assert.Equal(price.Select(x => (float)x), table.Numbers("price").ToArray());
        Assert.Equal(b.Select(x => x is { } v ? (v ? 1f : 0f) : float.NaN), table.Numbers("bool").ToArray());
        Assert.Equal(wide.Select(x => x is { } v ? v : float.NaN), table.Numbers("long").ToArray());
        Assert.Equal(town, table.Codes("town").ToArray().Select(c => c < 0 ? null : table.Names("town")[c]));
        Assert.Equal(n.Select(x => (x & 3).ToString(CultureInfo.InvariantCulture)), table.Codes("class").ToArray().Select(c => table.Names("class")[c]));
    }

    [Fact]
    public async Task A_table_is_the_same_as_from_csv_and_is_fitted_on_the_training_part_alone()
    {
        await SaveAsync(6, 4, CompressionMethod.Snappy, Nullable<double>("x", [1, null, 3, 4, 5, 100]), Text("name", ["a", "b", "a", "b", "c", "a"]), Values("y", [1f, 2, 3, 4, 5, 6]));
        TabularColumn[] schema = [TabularColumn.Numeric("x", missing: MissingValues.Mean), TabularColumn.Categorical("name", allowUnknown: true), TabularColumn.Target("y")];
        File.WriteAllText(_directory["t.csv"], "x,name,y\n1,a,1\n,b,2\n3,a,3\n4,b,4\n5,c,5\n100,a,6\n");
        int[] train = [0, 1, 2, 3];
        TensorDataset[] encoded = [.. new[] { ParquetFile.Read(Path, schema), CsvFile.Read(_directory["t.csv"], schema) }.Select(t => TabularEncoder.Fit(t, train).Encode(t))];
        float[][] features = [.. encoded.Select(data =>
        {
            var batch = new Batch(data.Columns, 6);
            data.Read([0, 1, 2, 3, 4, 5], batch);
            return batch.Floats(0).ToArray();
        })];
        Assert.Equal(features[1], features[0]);
        // The mean of 1, 3 and 4, not of what lies outside of the training part.
        Assert.Equal(0, features[0][features[0].Length / 6], 1e-6f);
    }

    [Fact]
    public async Task What_is_wrong_is_named_with_its_column_and_row()
    {
        await SaveAsync(
            3, 2, CompressionMethod.None, Nullable<double>("x", [1, 2, null]), Values("day", [DateTime.UnixEpoch, DateTime.UnixEpoch, DateTime.UnixEpoch]), Text("name", ["a", "", "c"]), Values("big", [1, 1e300, 2]));
        Refuses("row 3, column 'x': the value is missing", TabularColumn.Numeric("x"));
        Refuses("row 2, column 'name': the value is missing", TabularColumn.Categorical("name"));
        Refuses("row 2, column 'big': the number is beyond the range", TabularColumn.Numeric("big"));
        Refuses("column 'day' holds values of type DateTime; numbers are expected", TabularColumn.Numeric("day"));
        Refuses("column 'name' holds text; numbers are expected", TabularColumn.Numeric("name"));
        Refuses("column 'x' holds values of type Double; names (text, integers or truth values) are expected", TabularColumn.Label("x"));
        Refuses("there is no column 'z'; the file has 'x', 'day', 'name', 'big'", TabularColumn.Numeric("z"));
        Assert.Contains("at most 2 are read (ParquetFileOptions.MaxRows)", Assert.Throws<DataFormatException>(() => ParquetFile.Read(Path, [TabularColumn.Numeric("big")], new ParquetFileOptions { MaxRows = 2 })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ParquetFile.Read(Path, [TabularColumn.Numeric("x")], new ParquetFileOptions { MaxRows = 0 }));
        Assert.Throws<FileNotFoundException>(() => ParquetFile.Read(_directory["none.parquet"], [TabularColumn.Numeric("x")]));
        Assert.Equal(1, ParquetFile.Read(Path, [TabularColumn.Numeric("x", missing: MissingValues.DropRow), TabularColumn.Categorical("name", missing: MissingValues.DropRow)]).Count);
    }

    private void Refuses(string fault, TabularColumn column)
    {
        string message = Assert.Throws<DataFormatException>(() => ParquetFile.Read(Path, [column])).Message;
        Assert.StartsWith(Path, message);
        Assert.Contains(fault, message);
    }

    [Fact]
    public async Task Lists_are_no_columns_of_a_table()
    {
        using (var stream = new FileStream(Path, FileMode.Create))
        {
            var schema = new ParquetSchema(new DataField("list", typeof(int), isArray: true), new DataField<int>("n"));
            await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream);
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<int>(schema.DataFields[0], new[] { 1, 2, 3 }.AsMemory(), new ReadOnlyMemory<int>([0, 1, 0]));
            await group.WriteAsync<int>(schema.DataFields[1], new[] { 1, 2 }.AsMemory());
        }

        Refuses("column 'list' is a list", TabularColumn.Numeric("list"));
        Assert.Equal([1f, 2], ParquetFile.Read(Path, [TabularColumn.Numeric("n")]).Numbers("n").ToArray());
    }

    [Fact]
    public async Task Files_that_are_something_else_are_refused()
    {
        foreach ((byte[] content, string fault) in new (byte[], string)[]
        {
            ([], "the file has 0 bytes"), ("PAR1PAR1"u8.ToArray(), "at least 12"), ("name,x\na,1\nb,2\n"u8.ToArray(), "does not begin with 'PAR1'"),
            ("PAR1\0\0\0\0\0\0\0\0\0\0"u8.ToArray(), "does not end with 'PAR1'"), ("PAR1\u0001\0\0\u007fPAR1"u8.ToArray(), "the footer should have 2130706433 bytes"), ("PAR1aaaaPARE"u8.ToArray(), "encrypted"),
            ([.. "PAR1"u8, .. Enumerable.Repeat((byte)0x1C, 100_000), .. Length(100_000), .. "PAR1"u8], "field 1 of FileMetaData has type 12; int is expected"), ([.. "PAR1"u8, 0x29, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, .. Length(7), .. "PAR1"u8], "4294967295 elements are promised"),
            // A group in a group in a group, each of one column.
            ([.. "PAR1"u8, 0x29, 0xFC, 0xE8, 0x07, .. Enumerable.Repeat<byte[]>([0x55, 2, 0], 1000).SelectMany(e => e), .. Length(3004), .. "PAR1"u8], "inside each other more than 32 deep"),
        })
        {
            File.WriteAllBytes(Path, content);
            Refuses(fault, TabularColumn.Numeric("x"));
        }

        // A valid file, cut short.
        byte[] valid = File.ReadAllBytes(await SaveAsync(100, 100, CompressionMethod.None, Values("x", [.. Enumerable.Range(0, 100).Select(i => (double)i)])));
        File.WriteAllBytes(Path, valid[..(valid.Length / 2)]);
        Refuses("does not end with 'PAR1'", TabularColumn.Numeric("x"));

        static byte[] Length(int bytes)
        {
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes);
            return length;
        }
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstd)]
    public async Task Damaged_files_are_a_format_exception_and_nothing_else(CompressionMethod compression)
    {
        const int Rows = 61;
        var random = new Random(4);
        byte[] valid = File.ReadAllBytes(await SaveAsync(
            Rows, 40, compression, Values("x", [.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble())]), Nullable<int>("n", [.. Enumerable.Range(0, Rows).Select(i => i % 7 == 0 ? (int?)null : i)]),
            Text("name", [.. Enumerable.Range(0, Rows).Select(i => "name " + (i % 9))])));
        TabularColumn[] schema = [TabularColumn.Numeric("x"), TabularColumn.Numeric("n", missing: MissingValues.Mean), TabularColumn.Categorical("name", missing: MissingValues.Category)];

        // A page of the usual size may be promised by a few bytes: 4 MiB and as much again to unpack it, for each of six pages of values and some dictionaries.
        ReaderFuzz.Run(Path, valid, path => ParquetFile.Read(path, schema), bytesPerByte: 20_000, count: 1500);
    }
}
