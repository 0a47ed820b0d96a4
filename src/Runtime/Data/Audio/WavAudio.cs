namespace NeuralNet.Gen;

/// <summary>Sound: some channels of as many numbers each.</summary>
public sealed class WavAudio
{
    /// <summary>Sound from numbers.</summary>
    /// <param name="samples">[channels, frames], channel after channel; −1 to 1 is full scale. Not copied.</param>
    /// <param name="channels">1 to 65,535.</param>
    /// <param name="sampleRate">Frames a second, at least 1.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the channels.</exception>
    public WavAudio(ReadOnlyMemory<float> samples, int channels, int sampleRate)
        : this(samples, channels, sampleRate, WavFormat.Float32, "")
    {
    }

    internal WavAudio(ReadOnlyMemory<float> samples, int channels, int sampleRate, WavFormat format, string path)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        if (samples.Length % channels != 0) throw new ArgumentException($"{samples.Length} numbers; a multiple of the {channels} channels is expected", nameof(samples));
        (Samples, Channels, SampleRate, Format, Path) = (samples, channels, sampleRate, format, path);
    }

    /// <summary>[channels, frames], channel after channel; −1 to 1 is full scale.</summary>
    public ReadOnlyMemory<float> Samples { get; }

    /// <summary>1 is mono, 2 stereo.</summary>
    public int Channels { get; }

    /// <summary>Numbers of one channel.</summary>
    public int Frames => Samples.Length / Channels;

    /// <summary>Frames a second (Hz).</summary>
    public int SampleRate { get; }

    /// <summary>How the file held it; <see cref="WavFormat.Float32"/> for sound made here.</summary>
    public WavFormat Format { get; }

    /// <summary>The file that it was read from; empty for sound made here.</summary>
    public string Path { get; }

    /// <summary>The numbers of one channel.</summary>
    /// <param name="channel">From 0.</param>
    public ReadOnlyMemory<float> Channel(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, Channels);
        return Samples.Slice(channel * Frames, Frames);
    }

    /// <summary>The mean of the channels, as one.</summary>
    public WavAudio ToMono()
    {
        if (Channels == 1) return this;
        float[] mono = new float[Frames];
        ReadOnlySpan<float> samples = Samples.Span;
        for (int i = 0; i < mono.Length; i++)
        {
            float sum = 0;
            for (int c = 0; c < Channels; c++) sum += samples[(c * Frames) + i];
            mono[i] = sum / Channels;
        }

        return new WavAudio(mono, 1, SampleRate, Format, Path);
    }
}
