namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Working memory for predictions from any number of threads: a thread takes a buffer and brings it back. No locks; allocates only while more
/// threads predict at once than ever before, up to the number of places. Called by generated code.
/// </summary>
/// <param name="floats">Numbers in one buffer.</param>
public sealed class ArenaPool(int floats)
{
    private readonly PinnedBuffer?[] _places = new PinnedBuffer?[Math.Max(64, 4 * Environment.ProcessorCount)];
    private PinnedBuffer? _first;

    /// <summary>A buffer that nobody else uses. Its content is whatever its last user left.</summary>
    public PinnedBuffer Rent()
    {
        if (Interlocked.Exchange(ref _first, null) is { } first) return first;
        for (int i = 0; i < _places.Length; i++)
        {
            if (_places[i] is not null && Interlocked.Exchange(ref _places[i], null) is { } buffer) return buffer;
        }

        return new PinnedBuffer(floats);
    }

    /// <summary>Brings a buffer back.</summary>
    public void Return(PinnedBuffer buffer)
    {
        if (Interlocked.CompareExchange(ref _first, buffer, null) is null) return;
        for (int i = 0; i < _places.Length; i++)
        {
            if (_places[i] is null && Interlocked.CompareExchange(ref _places[i], buffer, null) is null) return;
        }
    }
}
