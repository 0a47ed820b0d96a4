namespace NeuralNet.Gen;

/// <summary>How a Parquet file is read.</summary>
public sealed record ParquetFileOptions
{
    /// <summary>
    /// Rows that are read at most, 16,777,216 by default; a file with more is an error. A few bytes of a Parquet file may stand for any number of equal values, so the size of a file says nothing about the memory that it takes.
    /// </summary>
    public int MaxRows { get; init; } = 1 << 24;
}
