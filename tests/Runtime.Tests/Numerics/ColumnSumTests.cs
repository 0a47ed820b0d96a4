using Xunit;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed unsafe class ColumnSumTests
{
    [Theory]
    [InlineData(5, 1, 1)]
    [InlineData(7, 1, 31)]
    [InlineData(3, 1, 131)]
    [InlineData(4, 3, 17)]
    public void Sums_are_chains_over_samples_that_can_go_on(int samples, int rows, int columns)
    {
        var random = new Random(columns);
        float[] x = [.. Enumerable.Range(0, samples * rows * columns).Select(_ => random.NextSingle() - 0.5f)];
        float[] whole = new float[columns + 1], parts = new float[columns];
        whole[columns] = 42f;
        fixed (float* source = x, w = whole, p = parts)
        {
            // In two ranges of columns; then some samples first and the others on top.
            ColumnSum.Run(source, w, 0, columns / 2, columns, rows, samples);
            ColumnSum.Run(source, w, columns / 2, columns, columns, rows, samples);
            ColumnSum.Run(source, p, 0, columns, columns, rows, 2);
            ColumnSum.Run(source + (2 * rows * columns), p, 0, columns, columns, rows, samples - 2, resumes: true);
        }

        for (int column = 0; column < columns; column++)
        {
            float sum = 0f;
            for (int sample = 0; sample < samples; sample++)
            {
                float part = 0f;
                for (int row = 0; row < rows; row++) part += x[(((sample * rows) + row) * columns) + column];
                sum += part;
            }

            Assert.Equal(sum, whole[column]);
        }

        Assert.Equal(whole[..columns], parts);
        Assert.Equal(42f, whole[columns]);
    }
}
