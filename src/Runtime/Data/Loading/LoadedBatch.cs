namespace NeuralNet.Gen;

/// <summary>A batch and the numbers of its samples.</summary>
internal sealed class LoadedBatch(IReadOnlyList<TensorInfo> columns, int capacity)
{
    private readonly int[] _samples = new int[capacity];
    private int _count;

    public Batch Batch { get; } = new(columns, capacity);

    public ReadOnlySpan<int> Samples
    {
        get => _samples.AsSpan(0, _count);
        set
        {
            _count = value.Length;
            value.CopyTo(_samples);
        }
    }
}
