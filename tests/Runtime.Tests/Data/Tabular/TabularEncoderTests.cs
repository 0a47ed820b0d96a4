using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data.Tabular;

public sealed class TabularEncoderTests : IDisposable
{
    private static readonly TabularColumn[] s_schema =
    [
        TabularColumn.Numeric("age", missing: MissingValues.Mean), TabularColumn.Numeric("size", ColumnScaling.MinMax, MissingValues.Median), TabularColumn.Numeric("raw", ColumnScaling.None, MissingValues.Constant, 9),
        TabularColumn.Categorical("colour", missing: MissingValues.Category), TabularColumn.Categorical("town", asIndex: true, allowUnknown: true), TabularColumn.Label("kind"),
        TabularColumn.Target("price", ColumnScaling.Standard, MissingValues.DropRow),
    ];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    internal static TabularData Table(TabularColumn[] schema, params string[] rows)
    {
        var builder = new TabularBuilder("table.csv", schema, ["?"]);
        for (int r = 0; r < rows.Length; r++)
        {
            string[] cells = rows[r].Split(',');
            for (int c = 0; c < cells.Length; c++) builder.Add(c, cells[c], $"line {r + 1}");
            builder.EndRow();
        }

        return builder.Build();
    }

    private static TabularData Sample() => Table(
        s_schema,
        "10,1,1,red,Rome,b,100", "20,2,?,blue,Bonn,a,200", "?,4,3,?,Rome,b,?", "30,9,4,red,Rome,b,300", ",?,5,,Oslo,a,400", "99,99,6,red,Bonn,a,500");

    private static float[] Floats(IDataset data, int column)
    {
        var batch = new Batch(data.Columns, data.Count);
        data.Read([.. Enumerable.Range(0, data.Count)], batch);
        return batch.Floats(column).ToArray();
    }

    [Fact]
    public void Everything_is_fitted_on_the_training_rows_alone()
    {
        TabularData table = Sample();
        Assert.Equal(5, table.Count); // the third row has no price
        TabularEncoder encoder = TabularEncoder.Fit(table, [0, 1, 2]);
        TensorDataset data = encoder.Encode(table);
        Assert.Equal(["features", "town", "kind", "target"], data.Columns.Select(c => c.Name));
        Assert.Equal((6, 1), (encoder.FeatureCount, encoder.TargetCount));
        Assert.Equal((3, 2), (data.Columns[1].ClassCount, data.Columns[2].ClassCount));
        Assert.Equal(["blue", "red"], encoder.Categories("colour"));

        // Training rows: ages 10, 20, 30; sizes 1, 2, 9.
        double deviation = Math.Sqrt(200 / 3.0);
        float[] x = Floats(data, 0);
        float[][] rows =
        [
            [(float)(-10 / deviation), 0, 1, 0, 1, 0], [0, 1 / 8f, 9, 1, 0, 0], [(float)(10 / deviation), 1, 4, 0, 1, 0],
            [0, 1 / 8f, 5, 0, 0, 1], [(float)(79 / deviation), 98 / 8f, 6, 0, 1, 0],
        ];
        for (int i = 0; i < x.Length; i++) Assert.Equal(rows[i / 6][i % 6], x[i], 1e-6f);

        var batch = new Batch(data.Columns, 5);
        data.Read([0, 1, 2, 3, 4], batch);
        Assert.Equal([1, 0, 1, 2, 0], batch.Integers(1).ToArray()); // Bonn, Rome, unknown
        Assert.Equal([1, 0, 1, 0, 0], batch.Integers(2).ToArray());
        float[] prices = batch.Floats(3).ToArray();
        Assert.Equal((float)(-100 / Math.Sqrt(20000 / 3.0)), prices[0], 1e-6f);
        encoder.InverseTargets(prices);
        for (int i = 0; i < 5; i++) Assert.Equal(new[] { 100f, 200, 300, 400, 500 }[i], prices[i], 1e-3f);
    }

    [Fact]
    public void A_saved_encoder_encodes_alike_and_without_targets_for_prediction()
    {
        TabularEncoder encoder = TabularEncoder.Fit(Sample(), [0, 1, 2]);
        encoder.Save(_directory["e.json"]);
        TabularEncoder loaded = TabularEncoder.Load(_directory["e.json"]);
        Assert.Equal(Floats(encoder.Encode(Sample()), 0), Floats(loaded.Encode(Sample()), 0));
        Assert.Equal(Floats(encoder.Encode(Sample()), 3), Floats(loaded.Encode(Sample()), 3));
        TabularData rows = Table(s_schema[..5], "10,1,1,red,Rome");
        TensorDataset inputs = loaded.Encode(rows, targets: false);
        Assert.Equal(["features", "town"], inputs.Columns.Select(c => c.Name));
        Assert.Equal(Floats(encoder.Encode(Sample()), 0)[..6], Floats(inputs, 0));

        string json = File.ReadAllText(_directory["e.json"]);
        foreach ((string old, string mended) in new[] { ("\"Numeric\"", "\"Nonsense\""), ("\"Numeric\"", "\"7\""), ("\"blue\"", "\"zebra\""), ("\"colour\"", "\"age\""), ("\"tabular\"", "\"x\"") })
        {
            Assert.Contains(old, json);
            File.WriteAllText(_directory["e.json"], json.Replace(old, mended));
            Assert.Throws<DataFormatException>(() => TabularEncoder.Load(_directory["e.json"]));
        }
    }

    [Fact]
    public void The_raw_table_is_a_dataset_that_can_be_divided()
    {
        TabularData table = Sample();
        Subset[] parts = table.StratifiedSplit(1, table.Codes("kind"), 0.6, 0.4);
        Assert.Equal(Enumerable.Range(0, 5), parts.SelectMany(p => p.Samples.ToArray()).Order());
        Assert.Equal(["red", "blue"], table.Names("colour"));
        Assert.Equal([0, 1, 0, -1, 0], table.Codes("colour").ToArray());
        Assert.Equal([1f, 2, 9, float.NaN, 99], table.Numbers("size").ToArray());
        Assert.Throws<ArgumentException>(() => table.Numbers("colour"));
        Assert.Throws<ArgumentException>(() => table.Codes("nowhere"));
    }

    [Fact]
    public void Values_that_do_not_fit_are_named_with_their_place()
    {
        TabularColumn[] strict = [TabularColumn.Numeric("x"), TabularColumn.Categorical("c")];
        Assert.Contains("table.csv: line 2, column 'x': 'abc' is no number", Assert.Throws<DataFormatException>(() => Table(strict, "1,a", "abc,a")).Message);
        Assert.Contains("line 2, column 'x': the value is missing", Assert.Throws<DataFormatException>(() => Table(strict, "1,a", "?,a")).Message);
        Assert.Contains("beyond the range", Assert.Throws<DataFormatException>(() => Table(strict, "1e39,a")).Message);
        Assert.Contains("no rows", Assert.Throws<DataFormatException>(() => Table(strict)).Message);
        TabularEncoder encoder = TabularEncoder.Fit(Table(strict, "1,a", "2,b"), [0]);
        Assert.Contains("row 1, column 'c': 'b'", Assert.Throws<DataFormatException>(() => encoder.Encode(Table(strict, "1,a", "2,b"))).Message);
        Assert.Throws<ArgumentException>(() => TabularColumn.Numeric("x", missing: MissingValues.Category));
        Assert.Throws<ArgumentException>(() => TabularColumn.Target("x", missing: MissingValues.Mean));
        Assert.Throws<ArgumentException>(() => TabularColumn.Categorical("x", missing: MissingValues.Mean));
        Assert.Throws<ArgumentException>(() => Table([TabularColumn.Numeric("x"), TabularColumn.Numeric("x")]));
    }
}
