using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Data.Audio;

public sealed class WavFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>RIFF around chunks.</summary>
    internal static byte[] Riff(params byte[][] chunks)
    {
        byte[] body = [.. chunks.SelectMany(c => c)];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(body.Length + 4), .. "WAVE"u8, .. body];
    }

    internal static byte[] Chunk(ReadOnlySpan<byte> name, params byte[] content)
        => [.. name, .. BitConverter.GetBytes(content.Length), .. content, .. content.Length % 2 == 1 ? new byte[1] : []];

    internal static byte[] Format(ushort tag, ushort channels, ushort bits, ushort? subformat = null)
    {
        int block = channels * bits / 8;
        byte[] plain =
        [
            .. BitConverter.GetBytes(tag), .. BitConverter.GetBytes(channels), .. BitConverter.GetBytes(8000), .. BitConverter.GetBytes(8000 * block), .. BitConverter.GetBytes((ushort)block),
            .. BitConverter.GetBytes(bits),
        ];
        return subformat is null ? plain :
        [
            .. plain, 22, 0, .. BitConverter.GetBytes(bits), 0, 0, 0, 0, .. BitConverter.GetBytes(subformat.Value), 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71,
        ];
    }

    private string Save(byte[] content)
    {
        File.WriteAllBytes(_directory["a.wav"], content);
        return _directory["a.wav"];
    }

    private void Refuses(byte[] content, params string[] parts)
    {
        string path = Save(content), message = Assert.Throws<DataFormatException>(() => WavFile.Read(path)).Message;
        Assert.StartsWith(path, message);
        foreach (string part in parts) Assert.Contains(part, message);
    }

    [Theory]
    [InlineData(1, 8, new byte[] { 0, 128, 255, 64 }, new[] { -1f, 0.9921875f }, new[] { 0f, -0.5f })]
    [InlineData(1, 16, new byte[] { 0, 0x80, 0, 0x40, 0xFF, 0x7F, 0xFF, 0xFF }, new[] { -1f, 32767 / 32768f }, new[] { 0.5f, -1 / 32768f })]
    [InlineData(1, 24, new byte[] { 0, 0, 0x80, 0, 0, 0x40, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF }, new[] { -1f, 8388607 / 8388608f }, new[] { 0.5f, -1 / 8388608f })]
    [InlineData(1, 32, new byte[] { 0, 0, 0, 0x80, 0, 0, 0, 0x40, 0, 0, 0, 0x20, 0, 0, 0, 0 }, new[] { -1f, 0.25f }, new[] { 0.5f, 0 })]
    [InlineData(3, 32, new byte[] { 0, 0, 0x80, 0xBF, 0, 0, 0, 0x3F, 0, 0, 0, 0x40, 0, 0, 0, 0 }, new[] { -1f, 2 }, new[] { 0.5f, 0 })]
    [InlineData(3, 64, new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0xBF, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40 }, new[] { -1f, 0 }, new[] { 0.5f, 2 })]
    public void Every_format_is_read_plain_and_extensible(ushort tag, ushort bits, byte[] data, float[] left, float[] right)
    {
        foreach (byte[] format in new[] { Format(tag, 2, bits), Format(0xFFFE, 2, bits, tag) })
        {
            WavAudio audio = WavFile.Read(Save([.. Riff(Chunk("LIST"u8, 1, 2, 3), Chunk("fmt "u8, format), Chunk("data"u8, data)), 1, 2, 3]));
            Assert.Equal((2, 2, 8000), (audio.Channels, audio.Frames, audio.SampleRate));
            Assert.Equal(left, audio.Channel(0).ToArray());
            Assert.Equal(right, audio.Channel(1).ToArray());
            Assert.Equal([(left[0] + right[0]) / 2, (left[1] + right[1]) / 2], audio.ToMono().Samples.ToArray());
        }
    }

    [Theory]
    [InlineData(WavFormat.Pcm8, 1 / 256.0)]
    [InlineData(WavFormat.Pcm16, 1 / 65536.0)]
    [InlineData(WavFormat.Pcm24, 1 / 16777216.0)]
    [InlineData(WavFormat.Pcm32, 0)]
    [InlineData(WavFormat.Float32, 0)]
    [InlineData(WavFormat.Float64, 0)]
    public void What_is_written_is_read_to_within_half_a_step(WavFormat format, double error)
    {
        float[] samples = [.. Enumerable.Range(0, 21).Select(i => MathF.Sin(i) * 0.99f), -1, 0, 0.25f];
        string path = _directory["w.wav"];
        WavFile.Save(path, new WavAudio(samples, 3, 44100), format);
        WavAudio audio = WavFile.Read(path);
        Assert.Equal((3, 8, 44100, format), (audio.Channels, audio.Frames, audio.SampleRate, audio.Format));
        for (int i = 0; i < samples.Length; i++) Assert.InRange(audio.Samples.Span[i], samples[i] - error, samples[i] + error);
        WavFile.Save(path, audio, format);
        Assert.Equal(audio.Samples.ToArray(), WavFile.Read(path).Samples.ToArray());
    }

    [Fact]
    public void Loud_samples_are_held_within_the_range_and_nan_is_refused()
    {
        WavFile.Save(_directory["w.wav"], new WavAudio(new[] { 1.5f, -3, float.PositiveInfinity }, 1, 8000), WavFormat.Pcm16);
        Assert.Equal([32767 / 32768f, -1, 32767 / 32768f], WavFile.Read(_directory["w.wav"]).Samples.ToArray());
        Assert.Throws<ArgumentException>(() => WavFile.Save(_directory["w.wav"], new WavAudio(new[] { float.NaN }, 1, 8000)));
    }

    [Fact]
    public void Damaged_files_are_refused()
    {
        byte[] good = Riff(Chunk("fmt "u8, Format(1, 2, 16)), Chunk("data"u8, 1, 2, 3, 4, 5, 6, 7, 8));
        for (int length = 0; length < good.Length; length++) Refuses(good[..length]);
        Refuses(good[..^1], "cut short");
        Refuses(Riff(Chunk("data"u8, 1, 2)), "before 'fmt '");
        Refuses(Riff(Chunk("fmt "u8, Format(1, 2, 16))), "'data' is missing");
        Refuses(Riff(Chunk("junk"u8)), "'fmt ' is missing");
        Refuses(Riff(Chunk("fmt "u8, Format(7, 1, 8)), Chunk("data"u8, 1)), "0x0007 with 8 bits");
        Refuses(Riff(Chunk("fmt "u8, Format(1, 1, 12)), Chunk("data"u8, 1)), "12 bits");
        Refuses(Riff(Chunk("fmt "u8, Format(1, 0, 16)), Chunk("data"u8, 1)), "no channels");
        Refuses(Riff(Chunk("fmt "u8, Format(1, 2, 16)), Chunk("data"u8, 1, 2, 3, 4, 5, 6)), "a multiple of 4");
        Refuses(Riff(Chunk("fmt "u8, Format(1, 2, 16)[..14])), "14 bytes");
        byte[] huge = (byte[])good.Clone();
        huge[43] = 0x7F;
        Refuses(huge, "'data' declares");
    }

    [Fact]
    public void Windows_belong_to_their_recording()
    {
        WavAudio a = new(Enumerable.Range(0, 20).Select(i => (float)i).ToArray(), 2, 8000), b = new(Enumerable.Range(100, 8).Select(i => (float)i).ToArray(), 2, 8000);
        var data = new WavDataset([a, b], 4, 3, [1, 0], 2);
        Assert.Equal(4, data.Count); // frames 0, 3, 6 of the first, 0 of the second
        Assert.Equal([2, 4], data.Columns[0].Shape);
        var batch = new Batch(data.Columns, 3);
        data.Read([3, 2, 0], batch);
        Assert.Equal([100f, 101, 102, 103, 104, 105, 106, 107, 6, 7, 8, 9, 16, 17, 18, 19, 0, 1, 2, 3, 10, 11, 12, 13], batch.Floats(0).ToArray());
        Assert.Equal([0, 1, 1], batch.Integers(1).ToArray());
        Assert.Equal(0, Allocation.Of(() => data.Read([1, 3], batch)));
        Assert.Single(new WavDataset([a], 4, 3).Columns);
        Assert.Contains("recording 1: 4 frames", Assert.Throws<ArgumentException>(() => new WavDataset([a, b], 5, 1)).Message);
        Assert.Contains("8000 Hz", Assert.Throws<ArgumentException>(() => new WavDataset([new WavAudio(new float[8], 1, 8000), b], 4, 1)).Message);
        Assert.Contains("label 2", Assert.Throws<ArgumentException>(() => new WavDataset([a, b], 4, 1, [2, 0], 2)).Message);
    }
}
