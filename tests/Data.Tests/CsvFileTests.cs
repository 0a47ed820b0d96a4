using System.Text;
using NeuralNet.Gen.Runtime.Tests;
using NeuralNet.Gen.Tests.Shared;
using Xunit;

namespace NeuralNet.Gen.Data.Tests;

public sealed class CsvFileTests : IDisposable
{
    private static readonly TabularColumn[] s_schema = [TabularColumn.Numeric("x", missing: MissingValues.Mean), TabularColumn.Categorical("name"), TabularColumn.Target("y")];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Save(string text)
    {
        File.WriteAllText(_directory["t.csv"], text);
        return _directory["t.csv"];
    }

    private void Refuses(string text, params string[] parts)
    {
        string message = Assert.Throws<DataFormatException>(() => CsvFile.Read(Save(text), s_schema)).Message;
        Assert.StartsWith(_directory["t.csv"], message);
        foreach (string part in parts) Assert.Contains(part, message);
    }

    [Fact]
    public void Columns_are_found_by_name_and_others_passed_over()
    {
        TabularData table = CsvFile.Read(Save("y,date,x,name\r\n1.5,2020-01-01,-2e3,a\n\n2,\"x, y\", ? ,\"b \"\"c\"\"\nd\"\n-3,,7,a"), s_schema);
        Assert.Equal(3, table.Count);
        Assert.Equal([-2000f, float.NaN, 7], table.Numbers("x").ToArray());
        Assert.Equal([1.5f, 2, -3], table.Numbers("y").ToArray());
        Assert.Equal(["a", "b \"c\"\nd"], table.Names("name"));
        Assert.Equal([0, 1, 0], table.Codes("name").ToArray());
    }

    [Fact]
    public void Without_a_header_the_schema_is_in_the_order_of_the_file()
    {
        TabularData table = CsvFile.Read(Save("\ufeff1;a;2\n3;b;4\n"), s_schema, new CsvOptions { HasHeader = false, Separator = ';' });
        Assert.Equal([2f, 4], table.Numbers("y").ToArray());
        Assert.Contains("2 values; the schema has 3", Assert.Throws<DataFormatException>(() => CsvFile.Read(Save("1,2\n"), s_schema, new CsvOptions { HasHeader = false })).Message);
    }

    [Fact]
    public void One_column_may_be_empty_in_a_row()
    {
        TabularData table = CsvFile.Read(Save("x\n1\n\n3\n"), [TabularColumn.Numeric("x", missing: MissingValues.Mean)]);
        Assert.Equal([1f, float.NaN, 3], table.Numbers("x").ToArray());
    }

    [Fact]
    public void What_is_wrong_is_named_with_its_line()
    {
        Refuses("x,name,y\n1,a,2\n3,b\n", "line 3: 2 values; 3 are expected");
        Refuses("x,name,y\n1,a,2,\n", "line 2: 4 values");
        Refuses("x,name\n1,a\n", "no column 'y'", "'x', 'name'");
        Refuses("x,name,y,x\n", "two columns are named 'x'");
        Refuses("x,name,y\n1,a,2\n1,a,b\n", "line 3, column 'y': 'b' is no number");
        Refuses("x,name,y\n1,,2\n", "line 2, column 'name': the value is missing");
        Refuses("x,name,y\n1,\"a,2\n", "line 2: a quote has no end");
        Refuses("x,name,y\n", "no rows");
        Refuses("", "no rows");
        File.WriteAllBytes(_directory["t.csv"], [(byte)'x', 0xFF]);
        Assert.Contains("at byte 1", Assert.Throws<DataFormatException>(() => CsvFile.Read(_directory["t.csv"], s_schema)).Message);
        Assert.Throws<FileNotFoundException>(() => CsvFile.Read(_directory["none"], s_schema));
    }

    [Fact]
    public void Damaged_files_are_refused_and_nothing_worse()
        => ReaderFuzz.Run(
            _directory["a.csv"], Encoding.UTF8.GetBytes("x,name,date,y\n1,a,\"q\"\"r\",2\n?,b,2020,4.5\n7,\"c,d\",,1e3\n"), path => CsvFile.Read(path, s_schema), 200);

    [Fact]
    public void From_file_to_batches()
    {
        var text = new StringBuilder("x,name,y\n");
        for (int i = 0; i < 50; i++) text.Append(i).Append(',').Append("abc"[i % 3]).Append(',').Append(2 * i).Append('\n');
        TabularData table = CsvFile.Read(Save(text.ToString()), s_schema);
        (Subset train, Subset validation, _) = table.TrainValidationTestSplit(seed: 1, validation: 0.2, test: 0);
        TabularEncoder encoder = TabularEncoder.Fit(table, train.Samples);
        TensorDataset data = encoder.Encode(table);
        using var loader = new DataLoader(new Subset(data, train.Samples), new DataLoaderOptions { BatchSize = 8 });
        loader.Start(0);
        while (loader.Next(out Batch? batch))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                int row = (int)batch.Floats(1)[i] / 2;
                Assert.Contains(row, train.Samples.ToArray());
                Assert.Equal(1, batch.Floats(0)[(i * 4) + 1 + (row % 3)]);
            }
        }

        Assert.Equal((40, 10), (train.Count, validation.Count));
    }
}
