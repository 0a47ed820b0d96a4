namespace NeuralNet.Gen;

/// <summary>
/// CIFAR-10 or CIFAR-100 in its binary version (Krizhevsky, 2009; cs.toronto.edu/~kriz/cifar.html): records of one label byte, or two, and 3 × 32 × 32 bytes of red, green and blue.
/// Keeps the bytes and converts when a batch is read: (byte / 255 − mean) / deviation.
/// </summary>
public sealed class CifarDataset : IDataset
{
    private const int Side = 32, Channel = Side * Side, Pixels = 3 * Channel;

    private readonly byte[][] _files;
    private readonly int[] _labels, _fileOf, _offsetOf;
    private readonly TensorInfo[] _columns;
    private readonly PixelScale[] _scales;

    private CifarDataset(byte[][] files, List<int> labels, List<int> fileOf, List<int> offsetOf, int classes, PixelScale[] scales)
    {
        (_files, _labels, _fileOf, _offsetOf, _scales) = (files, [.. labels], [.. fileOf], [.. offsetOf], scales);
        _columns = [new TensorInfo("image", ElementType.Float32, [3, Side, Side]), new TensorInfo("label", ElementType.Int32, [], classes)];
    }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <summary>The image, [3, 32, 32], then the label.</summary>
    public IReadOnlyList<TensorInfo> Columns => _columns;

    /// <summary>One class per image.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Reads files of CIFAR-10 (<c>data_batch_1.bin</c> to <c>5</c>, <c>test_batch.bin</c>) one after the other.</summary>
    /// <param name="paths">At least one.</param>
    /// <param name="means">Subtracted from byte / 255, finite: none, one for all channels, or three.</param>
    /// <param name="deviations">Divide the difference, above 0: as many.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="DataFormatException">A file is cut short or of another kind, or a label is out of range (named with its place).</exception>
    public static CifarDataset LoadCifar10(IReadOnlyList<string> paths, ReadOnlySpan<float> means = default, ReadOnlySpan<float> deviations = default)
        => Load(paths, 1, 0, [10], Scales(means, deviations));

    /// <summary>Reads files of CIFAR-100 (<c>train.bin</c>, <c>test.bin</c>) one after the other.</summary>
    /// <param name="paths">At least one.</param>
    /// <param name="fine">Whether labels are the 100 classes or the 20 superclasses.</param>
    /// <param name="means">Subtracted from byte / 255, finite: none, one for all channels, or three.</param>
    /// <param name="deviations">Divide the difference, above 0: as many.</param>
    /// <inheritdoc cref="LoadCifar10" path="/exception"/>
    public static CifarDataset LoadCifar100(IReadOnlyList<string> paths, bool fine = true, ReadOnlySpan<float> means = default, ReadOnlySpan<float> deviations = default)
        => Load(paths, 2, fine ? 1 : 0, [20, 100], Scales(means, deviations));

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside the dataset.</exception>
    /// <exception cref="ArgumentException">More samples than the batch has room for, or the batch has other columns.</exception>
    public void Read(ReadOnlySpan<int> samples, Batch batch)
    {
        ReadRequest.Check(this, samples, batch);
        batch.Count = samples.Length;
        Span<float> pixels = batch.Floats(0);
        Span<int> labels = batch.Integers(1);
        for (int i = 0; i < samples.Length; i++)
        {
            int sample = samples[i];
            ReadOnlySpan<byte> image = _files[_fileOf[sample]].AsSpan(_offsetOf[sample], Pixels);
            for (int c = 0; c < 3; c++) _scales[c].Convert(image.Slice(c * Channel, Channel), pixels.Slice((i * Pixels) + (c * Channel), Channel));
            labels[i] = _labels[sample];
        }
    }

    private static CifarDataset Load(IReadOnlyList<string> paths, int labelBytes, int labelByte, int[] classes, PixelScale[] scales)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0) throw new ArgumentException("at least one file is expected", nameof(paths));
        int record = labelBytes + Pixels;
        byte[][] files = new byte[paths.Count][];
        List<int> labels = [], fileOf = [], offsetOf = [];
        for (int f = 0; f < files.Length; f++)
        {
            byte[] data = files[f] = GrowingRead.All(paths[f]);
            if (data.Length == 0) throw new DataFormatException(paths[f], 0, $"the file is empty; records of {record} bytes are expected");
            if (data.Length % record != 0)
            {
                throw new DataFormatException(
                    paths[f], data.Length / record * record, $"{data.Length % record} bytes follow {data.Length / record} records of {record} bytes: the file is cut short or of another kind");
            }

            for (int at = 0; at < data.Length; at += record)
            {
                for (int b = 0; b < labelBytes; b++)
                {
                    if (data[at + b] >= classes[b])
                        throw new DataFormatException(paths[f], at + b, $"record {at / record} has label {data[at + b]}; 0 to {classes[b] - 1} is expected");
                }

                labels.Add(data[at + labelByte]);
                fileOf.Add(f);
                offsetOf.Add(at + labelBytes);
            }
        }

        return new CifarDataset(files, labels, fileOf, offsetOf, classes[labelByte], scales);
    }

    private static PixelScale[] Scales(ReadOnlySpan<float> means, ReadOnlySpan<float> deviations)
    {
        if (means.Length != deviations.Length || means.Length is not (0 or 1 or 3))
            throw new ArgumentException($"{means.Length} means and {deviations.Length} deviations; none, one or three of both are expected", nameof(means));
        var scales = new PixelScale[3];
        for (int c = 0; c < 3; c++)
        {
            int i = means.Length == 3 ? c : 0;
            scales[c] = means.Length == 0 ? new PixelScale(0, 1) : new PixelScale(means[i], deviations[i]);
        }

        return scales;
    }
}
