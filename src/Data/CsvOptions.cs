namespace NeuralNet.Gen;

/// <summary>How a CSV file is written.</summary>
public sealed record CsvOptions
{
    /// <summary>Between the values of a row; a comma by default.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>Whether the first row names the columns, <c>true</c> by default. Without it the schema has every column of the file, in its order.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>What stands for a missing value, beside nothing at all: <c>?</c>, <c>NA</c>, <c>NaN</c>, <c>nan</c>, <c>null</c> by default.</summary>
    public IReadOnlyList<string> MissingMarkers { get; init; } = ["?", "NA", "NaN", "nan", "null"];
}
