namespace NeuralNet.Gen;

/// <summary>
/// Windows of a sequence of tokens, for predicting each one's successor: sample i begins at token i × stride; its target is the window one token later. Nothing is copied until a batch
/// is read.
/// </summary>
public sealed class TokenWindows : IDataset
{
    private readonly ReadOnlyMemory<int> _tokens;
    private readonly TensorInfo[] _columns;

    /// <summary>Cuts a sequence.</summary>
    /// <param name="tokens">0 ≤ token &lt; <paramref name="vocabulary"/>; not copied.</param>
    /// <param name="vocabulary">How many tokens there are.</param>
    /// <param name="length">Tokens of a window, at least 1.</param>
    /// <param name="stride">Tokens from the beginning of one window to that of the next: 1 takes every window, <paramref name="length"/> windows without overlap.</param>
    /// <exception cref="ArgumentException">A token is out of range (named with its place), or the sequence is shorter than a window and its last target.</exception>
    public TokenWindows(ReadOnlyMemory<int> tokens, int vocabulary, int length, int stride = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabulary, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        if (tokens.Length - 1 < length) throw new ArgumentException($"{tokens.Length} tokens; a window of {length} and the token after it are expected", nameof(tokens));
        ReadOnlySpan<int> span = tokens.Span;
        for (int i = 0; i < span.Length; i++)
        {
            if ((uint)span[i] >= (uint)vocabulary) throw new ArgumentException($"token {i} is {span[i]}; 0 to {vocabulary - 1} is expected", nameof(tokens));
        }

        (_tokens, Length, Stride) = (tokens, length, stride);
        Count = ((tokens.Length - 1 - length) / stride) + 1;
        _columns = [new TensorInfo("tokens", ElementType.Int32, [length], vocabulary), new TensorInfo("next", ElementType.Int32, [length], vocabulary)];
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Tokens of a window.</summary>
    public int Length { get; }

    /// <summary>Tokens from the beginning of one window to that of the next.</summary>
    public int Stride { get; }

    /// <summary>The tokens, then those one place later.</summary>
    public IReadOnlyList<TensorInfo> Columns => _columns;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside the dataset.</exception>
    /// <exception cref="ArgumentException">More samples than the batch has room for, or the batch has other columns.</exception>
    public void Read(ReadOnlySpan<int> samples, Batch batch)
    {
        ReadRequest.Check(this, samples, batch);
        batch.Count = samples.Length;
        Span<int> windows = batch.Integers(0), next = batch.Integers(1);
        ReadOnlySpan<int> tokens = _tokens.Span;
        for (int i = 0; i < samples.Length; i++)
        {
            int from = samples[i] * Stride;
            tokens.Slice(from, Length).CopyTo(windows[(i * Length)..]);
            tokens.Slice(from + 1, Length).CopyTo(next[(i * Length)..]);
        }
    }
}
