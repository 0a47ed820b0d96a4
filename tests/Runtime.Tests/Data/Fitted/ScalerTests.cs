using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data.Fitted;

public sealed class ScalerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Standard_scaling_has_the_population_deviation_and_passes_over_missing_values()
    {
        // sklearn.preprocessing.StandardScaler().fit([[1, 5, 2], [2, 5, nan], [4, 5, 8]])
        float[] values = [1, 5, 2, 2, 5, float.NaN, 4, 5, 8];
        StandardScaler scaler = StandardScaler.Fit(values, 3);
        Assert.Equal([7 / 3.0, 5, 5], scaler.Means.ToArray());
        Assert.Equal(Math.Sqrt(14 / 9.0), scaler.Deviations[0], 1e-15);
        Assert.Equal([1, 3], scaler.Deviations[1..].ToArray());
        float[] scaled = [.. values];
        scaler.Transform(scaled);
        Assert.Equal((float)((1 - (7 / 3.0)) / Math.Sqrt(14 / 9.0)), scaled[0], 1e-6f);
        Assert.Equal([0f, -1], scaled[1..3]);
        Assert.True(float.IsNaN(scaled[5]));
        scaler.InverseTransform(scaled);
        for (int i = 0; i < 9; i++) Assert.Equal(values[i], scaled[i], 1e-5f);

        float[] forecast = [1, 0];
        scaler.InverseTransform(forecast, 2, 0);
        Assert.Equal([8f, (float)(7 / 3.0)], forecast);

        scaler.Save(_directory["s.json"]);
        StandardScaler loaded = StandardScaler.Load(_directory["s.json"]);
        Assert.Equal(scaler.Means.ToArray(), loaded.Means.ToArray());
        Assert.Equal(scaler.Deviations.ToArray(), loaded.Deviations.ToArray());
        Assert.Contains("'standard'; 'minmax' is expected", Assert.Throws<DataFormatException>(() => MinMaxScaler.Load(_directory["s.json"])).Message);
    }

    [Fact]
    public void Min_max_scaling_stretches_to_a_range()
    {
        float[] values = [1, 7, 3, 7, 5, 7];
        MinMaxScaler scaler = MinMaxScaler.Fit(values, 2, -1, 1);
        scaler.Save(_directory["m.json"]);
        float[] scaled = [.. values, 9, 8];
        MinMaxScaler.Load(_directory["m.json"]).Transform(scaled);
        Assert.Equal([-1f, -1, 0, -1, 1, -1, 3, 1], scaled);
        scaler.InverseTransform(scaled);
        Assert.Equal([1f, 7, 3, 7, 5, 7, 9, 8], scaled);
    }

    [Fact]
    public void A_constant_column_of_rounded_numbers_is_only_moved()
    {
        StandardScaler scaler = StandardScaler.Fit(Enumerable.Repeat(0.1f, 10).ToArray(), 1);
        float[] x = [0.1f];
        scaler.Transform(x);
        Assert.Equal((0f, 1.0), (x[0], scaler.Deviations[0]));
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused()
    {
        Assert.Contains("row 1 of column 0", Assert.Throws<ArgumentException>(() => StandardScaler.Fit([1, 2, float.PositiveInfinity, 3], 2)).Message);
        Assert.Contains("column 1 has no values", Assert.Throws<ArgumentException>(() => StandardScaler.Fit([1, float.NaN, 2, float.NaN], 2)).Message);
        Assert.Throws<ArgumentException>(() => StandardScaler.Fit([1, 2, 3], 2));
        Assert.Throws<ArgumentException>(() => MinMaxScaler.Fit([1, 2], 1, 1, 1));
        Assert.Throws<ArgumentException>(() => StandardScaler.Fit([1, 2], 1).InverseTransform(new float[2], 1));
    }

    [Fact]
    public void Categories_are_numbered_in_ordinal_order_and_go_through_a_file()
    {
        CategoryEncoder plain = CategoryEncoder.Fit(["b", "é", "B", "a", "b"]), unknown = CategoryEncoder.Fit(["b", "a"], unknown: true);
        Assert.Equal(["B", "a", "b", "é"], plain.Categories);
        Assert.Equal(2, plain.Encode("b"));
        Assert.Contains("'c'", Assert.Throws<ArgumentException>(() => plain.Encode("c")).Message);
        Assert.False(plain.TryEncode("c", out _));
        Assert.Equal((3, 2), (unknown.Count, unknown.Encode("c")));
        unknown.Save(_directory["c.json"]);
        CategoryEncoder loaded = CategoryEncoder.Load(_directory["c.json"]);
        float[] hot = new float[3];
        loaded.OneHot("zzz", hot);
        Assert.Equal([0f, 0, 1], hot);
        loaded.OneHot("a", hot);
        Assert.Equal([1f, 0, 0], hot);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Kind":"standard","Offsets":[1],"Divisors":[0],"Low":0,"High":1}""")]
    [InlineData("""{"Kind":"standard","Offsets":[1],"Divisors":[1,2],"Low":0,"High":1}""")]
    [InlineData("""{"Kind":"standard","Offsets":null,"Divisors":[1],"Low":0,"High":1}""")]
    [InlineData("""{"Kind":"standard","Offsets":["a"],"Divisors":[1],"Low":0,"High":1}""")]
    [InlineData("""{"Kind":"standard","Offsets":[1],"Divisors":[1],"Low":0,"High":1,"More":2}""")]
    [InlineData("""{"Kind":"standard","Offsets":[1],"Divisors":[1],"Low":0,"High":2}""")]
    public void A_damaged_file_is_refused_by_name(string json)
    {
        File.WriteAllText(_directory["d.json"], json);
        Assert.StartsWith(_directory["d.json"], Assert.Throws<DataFormatException>(() => StandardScaler.Load(_directory["d.json"])).Message);
    }
}
