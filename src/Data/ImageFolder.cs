using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>
/// Pictures in folders, one for each class (torchvision's <c>ImageFolder</c>): PNG, JPEG and BMP, found by their endings in a class's folder and those within it, in ordinal order of their paths.
/// Pictures are decoded when they are first read, resized to one shape and scaled: (byte / 255 − mean) / deviation.
/// </summary>
public sealed class ImageFolder : IDataset
{
    private static readonly string[] s_endings = [".png", ".jpg", ".jpeg", ".bmp"];

    private readonly string[] _files;
    private readonly int[] _labels;
    private readonly byte[]?[] _pixels;
    private readonly float[][] _values;
    private readonly TensorInfo[] _columns;
    private readonly ImageFolderOptions _options;
    private readonly int _height, _width;

    /// <summary>Looks for classes and files; decodes nothing.</summary>
    /// <param name="path">The folder of the classes' folders.</param>
    /// <param name="height">Rows that pictures are resized to.</param>
    /// <param name="width">Columns that pictures are resized to.</param>
    /// <param name="options">The defaults when <c>null</c>.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="DataFormatException">There are no classes, or one has no pictures.</exception>
    public ImageFolder(string path, int height, int width, ImageFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        _options = options ?? new ImageFolderOptions();
        if (_options.Channels is not (1 or 3)) throw new ArgumentOutOfRangeException(nameof(options), _options.Channels, "1 or 3 channels are expected");
        if (_options.Means.Count != _options.Deviations.Count || (_options.Means.Count > 1 && _options.Means.Count != _options.Channels))
            throw new ArgumentException($"{_options.Means.Count} means and {_options.Deviations.Count} deviations; none, one or one for each channel of both are expected", nameof(options));
        (_height, _width) = (height, width);
        _values = [.. Enumerable.Range(0, _options.Channels).Select(c => Values(_options, c))];
        string[] folders = [.. Directory.GetDirectories(path).Order(StringComparer.Ordinal)];
        if (folders.Length == 0) throw new DataFormatException(path, -1, "the folder has no folders, one for each class");
        Classes = [.. folders.Select(f => Path.GetFileName(f))];
        List<string> files = [];
        List<int> labels = [];
        for (int c = 0; c < folders.Length; c++)
        {
            int before = files.Count;
            files.AddRange(Directory.EnumerateFiles(folders[c], "*", SearchOption.AllDirectories)
                .Where(f => s_endings.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal));
            if (files.Count == before) throw new DataFormatException(folders[c], -1, $"the folder has no pictures; files ending in {string.Join(", ", s_endings)} are expected");
            labels.AddRange(Enumerable.Repeat(c, files.Count - before));
        }

        (_files, _labels) = ([.. files], [.. labels]);
        _pixels = new byte[_files.Length][];
        _columns = [new TensorInfo("image", ElementType.Float32, [_options.Channels, height, width]), new TensorInfo("label", ElementType.Int32, [], Classes.Length)];
    }

    /// <inheritdoc/>
    public int Count => _files.Length;

    /// <summary>The picture, [channels, height, width], then the label.</summary>
    public IReadOnlyList<TensorInfo> Columns => _columns;

    /// <summary>The classes by label: names of folders.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>One class per picture.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>The file of a picture.</summary>
    /// <param name="sample">Its number.</param>
    public string File(int sample) => _files[sample];

    /// <summary>Decodes all pictures now, so that damaged ones are found and later reads allocate nothing. For <see cref="ImageFolderOptions.Cache"/>.</summary>
    /// <param name="cancellationToken">Looked at before each picture.</param>
    /// <exception cref="DataFormatException">A picture is damaged.</exception>
    /// <exception cref="InvalidOperationException">Pictures are not kept.</exception>
    public void Preload(CancellationToken cancellationToken = default)
    {
        if (!_options.Cache) throw new InvalidOperationException($"pictures are not kept: {nameof(ImageFolderOptions)}.{nameof(ImageFolderOptions.Cache)} is off");
        for (int i = 0; i < _files.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Pixels(i);
        }
    }

    /// <summary>Fills a batch. Allocates nothing for pictures that were decoded before and kept.</summary>
    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside the dataset.</exception>
    /// <exception cref="ArgumentException">More samples than the batch has room for, or the batch has other columns.</exception>
    /// <exception cref="DataFormatException">A picture is damaged.</exception>
    public void Read(ReadOnlySpan<int> samples, Batch batch)
    {
        ReadRequest.Check(this, samples, batch);
        batch.Count = samples.Length;
        int plane = _height * _width;
        Span<float> images = batch.Floats(0);
        Span<int> labels = batch.Integers(1);
        for (int i = 0; i < samples.Length; i++)
        {
            ReadOnlySpan<byte> pixels = Pixels(samples[i]);
            for (int c = 0; c < _values.Length; c++)
            {
                ReadOnlySpan<float> values = _values[c];
                ReadOnlySpan<byte> source = pixels.Slice(c * plane, plane);
                Span<float> target = images.Slice(((i * _values.Length) + c) * plane, plane);
                for (int k = 0; k < source.Length; k++) target[k] = values[source[k]];
            }

            labels[i] = _labels[samples[i]];
        }
    }

    private byte[] Pixels(int sample)
    {
        if (_pixels[sample] is { } kept) return kept;
        byte[] pixels = ImageFile.Read(_files[sample], _options.Channels, _options.MaxPixels).Resize(_height, _width).Pixels;
        if (_options.Cache) Volatile.Write(ref _pixels[sample], pixels);
        return pixels;
    }

    private static float[] Values(ImageFolderOptions options, int channel)
    {
        int i = options.Means.Count > 1 ? channel : 0;
        (float mean, float deviation) = options.Means.Count == 0 ? (0, 1) : (options.Means[i], options.Deviations[i]);
        if (!float.IsFinite(mean) || !(deviation > 0 && float.IsFinite(deviation))) throw new ArgumentException($"the mean {mean} and the deviation {deviation}; finite numbers, the deviation above 0, are expected", nameof(options));
        float[] values = new float[256];
        for (int b = 0; b < 256; b++) values[b] = ((b / 255f) - mean) / deviation;
        return values;
    }
}
