using System.Buffers.Binary;

namespace NeuralNet.Gen;

/// <summary>
/// Reads and writes uncompressed WAV files: RIFF/WAVE with PCM of 8, 16, 24 or 32 bits or floating-point numbers of 32 or 64, plain or as <c>WAVE_FORMAT_EXTENSIBLE</c>
/// (Microsoft, "Multiple channel audio data and WAVE files"). Integers are divided by 2^(bits − 1), as torchaudio and libsndfile do.
/// </summary>
public static class WavFile
{
    private const int Pcm = 1, Float = 3, Extensible = 0xFFFE;

    // What follows the format tag in the extensible format's identifier: {xxxxxxxx-0000-0010-8000-00aa00389b71}.
    private static readonly byte[] s_identifierRest = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    /// <summary>Reads a file. Chunks other than <c>fmt </c> and <c>data</c>, and bytes after the end that RIFF declares, are passed over.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DataFormatException">The file is cut short, of another kind, compressed, or contradicts itself.</exception>
    public static WavAudio Read(string path)
    {
        byte[] file = GrowingRead.All(path);
        ReadOnlySpan<byte> data = file;
        if (data.Length < 12) throw new DataFormatException(path, data.Length, $"the file ends after {data.Length} bytes; a RIFF header of 12 is expected");
        if (!data.StartsWith("RIFF"u8)) throw new DataFormatException(path, 0, "the file does not begin with RIFF");
        if (!data[8..].StartsWith("WAVE"u8)) throw new DataFormatException(path, 8, "the RIFF file is no WAVE");
        long end = 8L + BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
        if (end > data.Length) throw new DataFormatException(path, data.Length, $"the file is cut short: its header declares {end} bytes, but {data.Length} are there");

        Layout? layout = null;
        long at = 12;
        while (at + 8 <= end)
        {
            ReadOnlySpan<byte> name = data.Slice((int)at, 4);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(data[(int)(at + 4)..]), content = at + 8;
            if (content + length > end)
                throw new DataFormatException(path, at, $"the chunk '{Text(name)}' declares {length} bytes; {end - content} are left");
            if (name.SequenceEqual("fmt "u8))
            {
                if (layout is not null) throw new DataFormatException(path, at, "a second chunk 'fmt '");
                layout = ReadLayout(path, data.Slice((int)content, (int)length), content);
            }
            else if (name.SequenceEqual("data"u8))
            {
                if (layout is null) throw new DataFormatException(path, at, "the chunk 'data' comes before 'fmt '");
                return Decode(path, data.Slice((int)content, (int)length), content, layout.Value);
            }

            // Chunks begin at even places.
            at = content + length + (length & 1);
        }

        throw new DataFormatException(path, Math.Min(at, end), $"the chunk '{(layout is null ? "fmt " : "data")}' is missing");
    }

    /// <summary>Writes a file; an existing one is replaced whole or not at all. Integers are rounded to nearest (half to even) and held within their range.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="audio">What.</param>
    /// <param name="format">How.</param>
    /// <exception cref="ArgumentException">The sound is too long for the format, or holds NaN where integers are to be written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, WavAudio audio, WavFormat format = WavFormat.Pcm16)
    {
        ArgumentNullException.ThrowIfNull(audio);
        int size = SizeOf(format);
        bool isFloat = format >= WavFormat.Float32;

        // Floating-point formats carry an empty extension and the number of frames.
        int headerLength = isFloat ? 58 : 44;
        long length = (long)audio.Samples.Length * size, total = headerLength + length + (length & 1);
        if (total > Array.MaxLength) throw new ArgumentException($"{length} bytes of sound; a WAV file of at most {Array.MaxLength} is written", nameof(audio));
        byte[] file = new byte[total];
        Span<byte> data = file;
        "RIFF"u8.CopyTo(data);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], (uint)(total - 8));
        "WAVEfmt "u8.CopyTo(data[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(data[16..], isFloat ? 18u : 16u);
        BinaryPrimitives.WriteUInt16LittleEndian(data[20..], isFloat ? (ushort)Float : (ushort)Pcm);
        BinaryPrimitives.WriteUInt16LittleEndian(data[22..], (ushort)audio.Channels);
        BinaryPrimitives.WriteUInt32LittleEndian(data[24..], (uint)audio.SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(data[28..], unchecked((uint)((long)audio.SampleRate * audio.Channels * size)));
        BinaryPrimitives.WriteUInt16LittleEndian(data[32..], unchecked((ushort)(audio.Channels * size)));
        BinaryPrimitives.WriteUInt16LittleEndian(data[34..], (ushort)(8 * size));
        int at = 36;
        if (isFloat)
        {
            "fact"u8.CopyTo(data[38..]);
            BinaryPrimitives.WriteUInt32LittleEndian(data[42..], 4);
            BinaryPrimitives.WriteUInt32LittleEndian(data[46..], (uint)audio.Frames);
            at = 50;
        }

        "data"u8.CopyTo(data[at..]);
        BinaryPrimitives.WriteUInt32LittleEndian(data[(at + 4)..], (uint)length);
        Encode(audio, format, size, data[(at + 8)..]);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    private static int SizeOf(WavFormat format) => format switch
    {
        WavFormat.Pcm8 => 1,
        WavFormat.Pcm16 => 2,
        WavFormat.Pcm24 => 3,
        WavFormat.Pcm32 or WavFormat.Float32 => 4,
        WavFormat.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "no such format"),
    };

    private static Layout ReadLayout(string path, ReadOnlySpan<byte> chunk, long at)
    {
        if (chunk.Length < 16) throw new DataFormatException(path, at, $"the chunk 'fmt ' has {chunk.Length} bytes; at least 16 is expected");
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk), channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int block = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]), bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (tag == Extensible)
        {
            if (chunk.Length < 40) throw new DataFormatException(path, at, $"the chunk 'fmt ' of the extensible format has {chunk.Length} bytes; 40 is expected");
            int valid = BinaryPrimitives.ReadUInt16LittleEndian(chunk[18..]);
            if (valid > bits) throw new DataFormatException(path, at + 18, $"{valid} valid bits of {bits}");
            if (!chunk.Slice(26, 14).SequenceEqual(s_identifierRest)) throw new DataFormatException(path, at + 24, "an extensible format that is neither PCM nor floating point");
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
        }

        WavFormat format = (tag, bits) switch
        {
            (Pcm, 8) => WavFormat.Pcm8,
            (Pcm, 16) => WavFormat.Pcm16,
            (Pcm, 24) => WavFormat.Pcm24,
            (Pcm, 32) => WavFormat.Pcm32,
            (Float, 32) => WavFormat.Float32,
            (Float, 64) => WavFormat.Float64,
            _ => throw new DataFormatException(path, at, $"format 0x{tag:X4} with {bits} bits a sample; PCM (1) of 8, 16, 24 or 32 or floating point (3) of 32 or 64 is expected"),
        };
        if (channels == 0) throw new DataFormatException(path, at + 2, "no channels");
        if (rate is 0 or > int.MaxValue) throw new DataFormatException(path, at + 4, $"a sample rate of {rate}");
        if (block != channels * SizeOf(format)) throw new DataFormatException(path, at + 12, $"frames of {block} bytes; {channels} channels of {bits} bits are {channels * SizeOf(format)}");
        return new Layout(format, channels, (int)rate);
    }

    private static WavAudio Decode(string path, ReadOnlySpan<byte> data, long at, Layout layout)
    {
        int size = SizeOf(layout.Format), frame = size * layout.Channels, frames = data.Length / frame;
        if (data.Length % frame != 0)
            throw new DataFormatException(path, at + ((long)frames * frame), $"{data.Length} bytes of sound; a multiple of {frame}, one frame, is expected");
        float[] samples = new float[frames * layout.Channels];
        for (int c = 0; c < layout.Channels; c++)
        {
            Span<float> channel = samples.AsSpan(c * frames, frames);
            for (int i = 0; i < frames; i++)
            {
                ReadOnlySpan<byte> sample = data.Slice((i * frame) + (c * size), size);
                channel[i] = layout.Format switch
                {
                    WavFormat.Pcm8 => (sample[0] - 128) / 128f,
                    WavFormat.Pcm16 => BinaryPrimitives.ReadInt16LittleEndian(sample) / 32768f,
                    WavFormat.Pcm24 => ((sample[0] << 8 | sample[1] << 16 | sample[2] << 24) >> 8) / 8388608f,
                    WavFormat.Pcm32 => BinaryPrimitives.ReadInt32LittleEndian(sample) / 2147483648f,
                    WavFormat.Float32 => BinaryPrimitives.ReadSingleLittleEndian(sample),
                    _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(sample),
                };
            }
        }

        return new WavAudio(samples, layout.Channels, layout.SampleRate, layout.Format, path);
    }

    private static void Encode(WavAudio audio, WavFormat format, int size, Span<byte> data)
    {
        ReadOnlySpan<float> samples = audio.Samples.Span;
        int frames = audio.Frames;
        double scale = format < WavFormat.Float32 ? 1L << ((8 * size) - 1) : 0;
        for (int i = 0, at = 0; i < frames; i++)
        {
            for (int c = 0; c < audio.Channels; c++, at += size)
            {
                float x = samples[(c * frames) + i];
                Span<byte> sample = data[at..];
                if (format == WavFormat.Float32)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(sample, x);
                    continue;
                }

                if (format == WavFormat.Float64)
                {
                    BinaryPrimitives.WriteDoubleLittleEndian(sample, x);
                    continue;
                }

                if (float.IsNaN(x)) throw new ArgumentException($"frame {i} of channel {c} is NaN; it has no integer", nameof(audio));
                int value = (int)Math.Clamp(Math.Round(x * scale), -scale, scale - 1);
                if (format == WavFormat.Pcm8) value += 128;
                for (int b = 0; b < size; b++) sample[b] = (byte)(value >> (8 * b));
            }
        }
    }

    private static string Text(ReadOnlySpan<byte> name)
        => name.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? $"0x{Convert.ToHexString(name)}" : System.Text.Encoding.ASCII.GetString(name);

    private readonly record struct Layout(WavFormat Format, int Channels, int SampleRate);
}
