namespace NeuralNet.Gen.Numerics;

/// <summary>Copies numbers. Called by generated code.</summary>
public static unsafe class Copy
{
    /// <summary>Copies <paramref name="count"/> numbers between places that do not overlap.</summary>
    public static void Run(float* source, float* destination, nint count)
        => Buffer.MemoryCopy(source, destination, count * sizeof(float), count * sizeof(float));

    /// <summary>Writes the same number to so many places.</summary>
    public static void Fill(float* destination, nint count, float value)
    {
        for (; count > int.MaxValue; count -= int.MaxValue, destination += int.MaxValue) new Span<float>(destination, int.MaxValue).Fill(value);
        new Span<float>(destination, (int)count).Fill(value);
    }
}
