using System.Buffers;

namespace NeuralNet.Gen;

/// <summary>Some samples of another dataset, in an order of their own; a number may occur more than once. Nothing is copied but the numbers.</summary>
public sealed class Subset : IDataset
{
    private readonly IDataset _source;
    private readonly int[] _samples;

    /// <summary>Selects samples.</summary>
    /// <param name="source">Where they are read from.</param>
    /// <param name="samples">Numbers in <paramref name="source"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside <paramref name="source"/>.</exception>
    public Subset(IDataset source, ReadOnlySpan<int> samples)
    {
        ArgumentNullException.ThrowIfNull(source);
        ReadRequest.CheckNumbers(samples, source.Count);
        _source = source;
        _samples = samples.ToArray();
    }

    /// <summary>The numbers, in the source, of its samples.</summary>
    public ReadOnlySpan<int> Samples => _samples;

    /// <inheritdoc/>
    public int Count => _samples.Length;

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Columns => _source.Columns;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside the subset.</exception>
    public void Read(ReadOnlySpan<int> samples, Batch batch)
    {
        ReadRequest.Check(this, samples, batch);
        int[]? rented = samples.Length > 512 ? ArrayPool<int>.Shared.Rent(samples.Length) : null;
        Span<int> numbers = rented ?? stackalloc int[512];
        numbers = numbers[..samples.Length];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = _samples[samples[i]];
        _source.Read(numbers, batch);
        if (rented is not null) ArrayPool<int>.Shared.Return(rented);
    }
}
