using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>
/// Images and labels from a pair of IDX files (MNIST, Fashion-MNIST, EMNIST). Keeps the bytes and converts when a batch is read:
/// (byte / 255 − mean) / deviation.
/// </summary>
public sealed class IdxImageDataset : IDataset
{
    private readonly byte[] _images;
    private readonly int[] _labels;
    private readonly TensorInfo[] _columns;
    private readonly PixelScale _scale;

    private IdxImageDataset(byte[] images, ImmutableArray<int> shape, int[] labels, int classes, PixelScale scale)
    {
        _images = images;
        _labels = labels;
        _columns = [new TensorInfo("image", ElementType.Float32, shape), new TensorInfo("label", ElementType.Int32, [], classes)];
        _scale = scale;
    }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <summary>The image, [channels, rows, columns] (a file without channels has 1), then the label.</summary>
    public IReadOnlyList<TensorInfo> Columns => _columns;

    /// <summary>Reads both files whole and checks that they belong together.</summary>
    /// <param name="imagesPath">Unsigned bytes, [samples, rows, columns] or [samples, channels, rows, columns]; plain or gzip, with or without <c>.gz</c> in the path.</param>
    /// <param name="labelsPath">Unsigned bytes, [samples].</param>
    /// <param name="classes">Labels are below this number; at least 1.</param>
    /// <param name="mean">Subtracted from byte / 255; finite.</param>
    /// <param name="deviation">Divides the difference; finite and above 0.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="DataFormatException">A file is damaged or of another kind, the counts disagree, or a label is out of range (named with its sample).</exception>
    public static IdxImageDataset Load(string imagesPath, string labelsPath, int classes = 10, float mean = 0, float deviation = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        var scale = new PixelScale(mean, deviation);
        IdxArray images = IdxFile.ReadBytes(imagesPath);
        if (images.Dimensions.Length is not (3 or 4))
            throw new DataFormatException(images.Path, 3, $"the file has {images.Dimensions.Length} dimensions; images have 3 (samples, rows, columns) or 4 (with channels)");
        for (int i = 1; i < images.Dimensions.Length; i++)
        {
            if (images.Dimensions[i] == 0)
                throw new DataFormatException(images.Path, 4 + (4 * i), $"an image of {string.Join(" × ", images.Dimensions.AsSpan()[1..].ToArray())} has no pixels");
        }

        IdxArray labels = IdxFile.ReadBytes(labelsPath);
        if (labels.Dimensions.Length != 1)
            throw new DataFormatException(labels.Path, 3, $"the file has {labels.Dimensions.Length} dimensions; labels have 1");
        if (labels.Dimensions[0] != images.Dimensions[0])
            throw new DataFormatException(labels.Path, 4, $"{labels.Dimensions[0]} labels; {images.Path} holds {images.Dimensions[0]} images, and the same number is expected");

        int[] numbers = labels.ToInt32s();
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] >= classes)
                throw new DataFormatException(labels.Path, labels.HeaderLength + i, $"sample {i} has label {numbers[i]}; 0 to {classes - 1} is expected");
        }

        ImmutableArray<int> shape = images.Dimensions.RemoveAt(0);
        if (shape.Length == 2) shape = shape.Insert(0, 1);
        return new IdxImageDataset(images.Data, shape, numbers, classes, scale);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside the dataset.</exception>
    /// <exception cref="ArgumentException">More samples than the batch has room for, or the batch has other columns.</exception>
    public void Read(ReadOnlySpan<int> samples, Batch batch)
    {
        ReadRequest.Check(this, samples, batch);
        batch.Count = samples.Length;
        int length = _columns[0].Length;
        Span<float> pixels = batch.Floats(0);
        Span<int> labels = batch.Integers(1);
        for (int i = 0; i < samples.Length; i++)
        {
            int sample = samples[i];
            _scale.Convert(_images.AsSpan(sample * length, length), pixels.Slice(i * length, length));
            labels[i] = _labels[sample];
        }
    }
}
