namespace NeuralNet.Gen.Numerics;

/// <summary>Copies numbers. Called by generated code.</summary>
public static unsafe class Copy
{
    /// <summary>Copies <paramref name="count"/> numbers between places that do not overlap.</summary>
    public static void Run(float* source, float* destination, nint count)
        => Buffer.MemoryCopy(source, destination, count * sizeof(float), count * sizeof(float));

    /// <summary>Puts the rows of each sample into a larger one that holds the same number everywhere else.</summary>
    /// <param name="source">[samples, rows, length].</param>
    /// <param name="destination">[samples, size].</param>
    /// <param name="from">The first sample.</param>
    /// <param name="to">Behind the last sample.</param>
    /// <param name="rows">Rows of a sample, at least 1.</param>
    /// <param name="length">Numbers of a row.</param>
    /// <param name="stride">Numbers from one row to the next in the destination, at least <paramref name="length"/>.</param>
    /// <param name="offset">Where the first row goes.</param>
    /// <param name="size">Numbers of a sample in the destination.</param>
    /// <param name="value">What stands elsewhere.</param>
    public static void Pad(float* source, float* destination, nint from, nint to, int rows, int length, int stride, int offset, int size, float value)
    {
        float* next = source + from * rows * length, target = destination + from * size;
        int before = offset, between = stride - length, after = size - offset - ((rows - 1) * stride) - length;
        for (nint sample = from; sample < to; sample++)
        {
            new Span<float>(target, before).Fill(value);
            target += before;
            for (int row = 0; row < rows; row++)
            {
                new ReadOnlySpan<float>(next, length).CopyTo(new Span<float>(target, length));
                next += length;
                target += length;
                int gap = row < rows - 1 ? between : after;
                new Span<float>(target, gap).Fill(value);
                target += gap;
            }
        }
    }

    /// <summary>Writes the same number to so many places.</summary>
    public static void Fill(float* destination, nint count, float value)
    {
        for (; count > int.MaxValue; count -= int.MaxValue, destination += int.MaxValue) new Span<float>(destination, int.MaxValue).Fill(value);
        new Span<float>(destination, (int)count).Fill(value);
    }
}
