namespace NeuralNet.Gen;

/// <summary>Windows of recordings, with the class of the recording where there is one. The recordings lie in memory; nothing is copied until a batch is read.</summary>
public sealed class WavDataset : IDataset
{
    private readonly WavAudio[] _recordings;
    private readonly int[]? _labels;
    private readonly int[] _firstWindow;
    private readonly TensorInfo[] _columns;
    private readonly int _hop;

    /// <summary>Cuts recordings into windows. What is left at the end of a recording is not read.</summary>
    /// <param name="recordings">At least one, all with the same channels and sample rate, each at least a window long.</param>
    /// <param name="window">Frames of a window, at least 1.</param>
    /// <param name="hop">Frames from the beginning of one window to that of the next, at least 1.</param>
    /// <param name="labels">One class for each recording; <c>null</c> for none.</param>
    /// <param name="classes">Labels are below this number.</param>
    /// <exception cref="ArgumentException">Recordings do not go together, one is shorter than a window, or a label is out of range (each named by its file).</exception>
    public WavDataset(IReadOnlyList<WavAudio> recordings, int window, int hop, IReadOnlyList<int>? labels = null, int classes = 0)
    {
        ArgumentNullException.ThrowIfNull(recordings);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hop, 1);
        if (recordings.Count == 0) throw new ArgumentException("at least one recording is expected", nameof(recordings));
        if (labels is not null && labels.Count != recordings.Count) throw new ArgumentException($"{labels.Count} labels for {recordings.Count} recordings", nameof(labels));
        _recordings = [.. recordings];
        _labels = labels is null ? null : [.. labels];
        _hop = hop;
        _firstWindow = new int[_recordings.Length + 1];
        WavAudio first = _recordings[0];
        for (int r = 0; r < _recordings.Length; r++)
        {
            WavAudio audio = _recordings[r];
            string name = audio.Path.Length > 0 ? audio.Path : $"recording {r}";
            if (audio.Channels != first.Channels || audio.SampleRate != first.SampleRate)
                throw new ArgumentException($"{name}: {audio.Channels} channels at {audio.SampleRate} Hz; the first recording has {first.Channels} at {first.SampleRate}", nameof(recordings));
            if (audio.Frames < window) throw new ArgumentException($"{name}: {audio.Frames} frames; a window of {window} is expected", nameof(recordings));
            if (_labels is not null && (uint)_labels[r] >= (uint)classes) throw new ArgumentException($"{name}: label {_labels[r]}; 0 to {classes - 1} is expected", nameof(labels));
            _firstWindow[r + 1] = checked(_firstWindow[r] + ((audio.Frames - window) / hop) + 1);
        }

        var sound = new TensorInfo("audio", ElementType.Float32, [first.Channels, window]);
        _columns = _labels is null ? [sound] : [sound, new TensorInfo("label", ElementType.Int32, [], classes)];
    }

    /// <inheritdoc/>
    public int Count => _firstWindow[^1];

    /// <summary>The sound, [channels, window], then the label if there is one.</summary>
    public IReadOnlyList<TensorInfo> Columns => _columns;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside the dataset.</exception>
    /// <exception cref="ArgumentException">More samples than the batch has room for, or the batch has other columns.</exception>
    public void Read(ReadOnlySpan<int> samples, Batch batch)
    {
        ReadRequest.Check(this, samples, batch);
        batch.Count = samples.Length;
        int channels = _columns[0].Shape[0], window = _columns[0].Shape[1];
        Span<float> windows = batch.Floats(0);
        for (int i = 0; i < samples.Length; i++)
        {
            int recording = Array.BinarySearch(_firstWindow, samples[i]);
            if (recording < 0) recording = ~recording - 1;
            WavAudio audio = _recordings[recording];
            int from = (samples[i] - _firstWindow[recording]) * _hop;
            for (int c = 0; c < channels; c++)
                audio.Samples.Span.Slice((c * audio.Frames) + from, window).CopyTo(windows[(((i * channels) + c) * window)..]);
            if (_labels is not null) batch.Integers(1)[i] = _labels[recording];
        }
    }
}
