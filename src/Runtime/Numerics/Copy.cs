namespace NeuralNet.Gen.Numerics;

/// <summary>Copies numbers. Called by generated code.</summary>
public static unsafe class Copy
{
    /// <summary>Copies <paramref name="count"/> numbers between places that do not overlap.</summary>
    public static void Run(float* source, float* destination, nint count)
        => Buffer.MemoryCopy(source, destination, count * sizeof(float), count * sizeof(float));
}
