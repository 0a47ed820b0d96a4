namespace NeuralNet.Gen;

/// <summary>
/// A change of samples while a <see cref="DataLoader"/> reads them, as in torchvision's <c>transforms.v2</c>. What becomes of a sample depends on the sample, its number, the
/// seed, the epoch and the transform's place among the others: never on the batch that it is in, nor on threads. Keeps no state of a run, so loaders may share it.
/// </summary>
public abstract class Transform
{
    /// <summary>What becomes of a dataset's columns. A loader asks once.</summary>
    /// <param name="columns">Of the dataset, or of the transform before.</param>
    /// <returns>As many columns; the same list where nothing changes.</returns>
    /// <exception cref="ArgumentException">The transform does not fit these columns.</exception>
    public abstract IReadOnlyList<TensorInfo> OutputColumns(IReadOnlyList<TensorInfo> columns);

    /// <summary>Whether source and target of <see cref="Apply"/> are one batch. Then the transform need not touch what it does not change; its columns stay as they are.</summary>
    public virtual bool InPlace => false;

    /// <summary>Whether each sample is joined by another one: <see cref="TransformContext.Partners"/>.</summary>
    public virtual bool DrawsPartners => false;

    /// <summary>Changes the samples of a batch. Allocates nothing.</summary>
    /// <param name="source">The samples as the transform before left them.</param>
    /// <param name="target">Has <see cref="OutputColumns"/> and the source's count; its content is arbitrary. Every column is to be written. The source itself for <see cref="InPlace"/>.</param>
    /// <param name="context">Numbers of the samples, and random numbers for them.</param>
    public abstract void Apply(Batch source, Batch target, in TransformContext context);
}
