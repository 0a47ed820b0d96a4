namespace NeuralNet.Gen;

/// <summary>Several transforms as one, in order (torchvision's <c>Compose</c>). In a loader it is the same as its parts in its place, also in what they draw.</summary>
public sealed class Compose : Transform
{
    private readonly Transform[] _parts;

    /// <summary>Puts transforms together.</summary>
    /// <param name="transforms">In the order in which they are applied.</param>
    public Compose(params ReadOnlySpan<Transform> transforms)
    {
        foreach (Transform transform in transforms) ArgumentNullException.ThrowIfNull(transform, nameof(transforms));
        _parts = transforms.ToArray();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorInfo> OutputColumns(IReadOnlyList<TensorInfo> columns)
    {
        foreach (Transform part in _parts) columns = part.OutputColumns(columns);
        return columns;
    }

    /// <summary>Not possible without memory between the parts: a loader takes the parts out.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Apply(Batch source, Batch target, in TransformContext context)
        => throw new NotSupportedException("a composition is applied part by part; hand it to a DataLoader");

    internal static IEnumerable<Transform> Flatten(IReadOnlyList<Transform> transforms)
    {
        foreach (Transform transform in transforms)
        {
            ArgumentNullException.ThrowIfNull(transform, nameof(transforms));
            if (transform is not Compose compose)
            {
                yield return transform;
                continue;
            }

            foreach (Transform part in Flatten(compose._parts)) yield return part;
        }
    }
}
