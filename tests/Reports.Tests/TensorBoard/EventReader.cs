using System.Text;
using Xunit;

namespace NeuralNet.Gen.Reports.Tests.TensorBoard;

/// <summary>One record of an event file, decoded.</summary>
internal sealed record ReadEvent(double WallTime, long Step, string? Version, bool Start, List<ReadValue> Values);

/// <summary>One value of a summary.</summary>
internal sealed record ReadValue(string Tag, float? Simple, ReadHistogram? Histogram);

/// <summary>A HistogramProto.</summary>
internal sealed record ReadHistogram(double Min, double Max, double Count, double Sum, double Squares, double[] Limits, double[] Counts);

/// <summary>Reads event files by their published formats, with code of its own: a checksum bit by bit and a decoder of protocol buffers.</summary>
internal static class EventReader
{
    /// <summary>CRC32C from its polynomial 0x1EDC6F41, one bit at a time, lowest first.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte b in data)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bool odd = ((crc ^ ((uint)b >> bit)) & 1) != 0;
                crc >>= 1;
                if (odd) crc ^= 0x82F63B78;
            }
        }

        return crc ^ 0xFFFFFFFF;
    }

    public static List<ReadEvent> Read(string path)
    {
        List<ReadEvent> events = [];
        byte[] file;
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            file = new byte[stream.Length];
            stream.ReadExactly(file);
        }

        for (int at = 0; at < file.Length;)
        {
            int length = checked((int)BitConverter.ToUInt64(file, at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BitConverter.ToUInt32(file, at + 8));
            Assert.Equal(Masked(file.AsSpan(at + 12, length)), BitConverter.ToUInt32(file, at + 12 + length));
            events.Add(Event(file.AsSpan(at + 12, length).ToArray()));
            at += 16 + length;
        }

        return events;
    }

    /// <summary>All numbers of a tag by step.</summary>
    public static List<(long Step, float Value)> Scalars(IEnumerable<ReadEvent> events, string tag)
        => [.. events.SelectMany(e => e.Values.Where(v => v.Tag == tag).Select(v => (e.Step, v.Simple!.Value)))];

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        ulong crc = Crc32C(data);
        return (uint)((((crc >> 15) | (crc << 17)) + 0xA282EAD8UL) & 0xFFFFFFFF);
    }

    private static ReadEvent Event(byte[] message)
    {
        double time = 0;
        long step = 0;
        string? version = null;
        bool start = false;
        List<ReadValue> values = [];
        foreach ((int field, object value) in Fields(message))
        {
            switch (field)
            {
                case 1: time = BitConverter.ToDouble((byte[])value); break;
                case 2: step = (long)(ulong)value; break;
                case 3: version = Encoding.UTF8.GetString((byte[])value); break;
                case 5: values.AddRange(Fields((byte[])value).Select(v => v.Field == 1 ? Value((byte[])v.Value) : throw new InvalidDataException($"field {v.Field} of a summary"))); break;
                case 7: start = Fields((byte[])value) is [(1, 1UL)] ? true : throw new InvalidDataException("a session log that is no start"); break;
                default: throw new InvalidDataException($"field {field} of an event");
            }
        }

        return new ReadEvent(time, step, version, start, values);
    }

    private static ReadValue Value(byte[] message)
    {
        string tag = "";
        float? simple = null;
        ReadHistogram? histogram = null;
        foreach ((int field, object value) in Fields(message))
        {
            switch (field)
            {
                case 1: tag = Encoding.UTF8.GetString((byte[])value); break;
                case 2: simple = BitConverter.ToSingle((byte[])value); break;
                case 5: histogram = Histogram(Fields((byte[])value).ToDictionary(f => f.Field, f => (byte[])f.Value)); break;
                default: throw new InvalidDataException($"field {field} of a value");
            }
        }

        return new ReadValue(tag, simple, histogram);
    }

    private static ReadHistogram Histogram(Dictionary<int, byte[]> fields)
    {
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], fields.Keys.Order());
        double[] Numbers(int field) => [.. Enumerable.Range(0, fields[field].Length / 8).Select(i => BitConverter.ToDouble(fields[field], i * 8))];
        return new ReadHistogram(Numbers(1)[0], Numbers(2)[0], Numbers(3)[0], Numbers(4)[0], Numbers(5)[0], Numbers(6), Numbers(7));
    }

    /// <summary>Fields as they stand: a ulong for a varint, bytes for all else.</summary>
    private static List<(int Field, object Value)> Fields(byte[] message)
    {
        List<(int, object)> fields = [];
        int at = 0;
        while (at < message.Length)
        {
            ulong key = Varint(message, ref at);
            int length = (key & 7) switch { 0 => 0, 1 => 8, 2 => (int)Varint(message, ref at), 5 => 4, _ => throw new InvalidDataException($"wire type {key & 7}") };
            fields.Add(((int)(key >> 3), (key & 7) == 0 ? Varint(message, ref at) : message[at..(at + length)]));
            at += length;
        }

        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = message[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
    }
}
