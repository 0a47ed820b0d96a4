using System.Buffers.Binary;
using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>
/// An event file that TensorBoard reads: TFRecord frames (length, its checksum, data, their checksum) around <c>tensorflow.Event</c> messages. Records are gathered in memory of a fixed size, which goes to the file when it is
/// full and by <see cref="Flush"/>; a scalar allocates nothing.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const int HeadBytes = sizeof(ulong) + sizeof(uint), TailBytes = sizeof(uint), BufferBytes = 1 << 16;

    // tensorflow/core/util/event.proto and framework/summary.proto
    private const int EventWallTime = 1, EventStep = 2, EventFileVersion = 3, EventSummary = 5, EventSessionLog = 7;
    private const int SummaryValue = 1, ValueTag = 1, ValueSimple = 2, ValueHistogram = 5;
    private const int SessionStatus = 1, SessionStart = 1;
    private const int HistogramMin = 1, HistogramMax = 2, HistogramCount = 3, HistogramSum = 4, HistogramSquares = 5, HistogramLimits = 6, HistogramCounts = 7;

    private readonly FileStream _stream;
    private byte[] _buffer = new byte[BufferBytes];
    private int _length;

    private EventFile(FileStream stream) => _stream = stream;

    /// <summary>The file.</summary>
    public string Path => _stream.Name;

    /// <summary>Makes a file of a new name, and its directory where it is missing.</summary>
    /// <exception cref="IOException">The file cannot be made; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory must not be written.</exception>
    public static EventFile Create(string directory, DateTimeOffset started)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{started.ToUnixTimeSeconds():D10}.{Host()}.{Environment.ProcessId}");
        string path = System.IO.Path.Combine(directory, name);
        try
        {
            Directory.CreateDirectory(directory);

            // Another run of this process may have begun in the same second.
            for (int i = 1; File.Exists(path); i++) path = System.IO.Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{name}.{i}"));
            var file = new EventFile(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0));
            file.WriteVersion(started);
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFault.Of(exception, $"{path}: the event file could not be made");
        }
    }

    /// <summary>Tells the reader that what earlier files hold of this step and later ones does not count any more.</summary>
    public void WriteStart(long firstStep, DateTimeOffset time)
    {
        int session = 1 + ProtoWriter.SizeOf(SessionStart);
        var writer = Begin(firstStep, time, ProtoWriter.SizeOfField(session));
        writer.WriteLength(EventSessionLog, session);
        writer.WriteInt64(SessionStatus, SessionStart);
        End(writer.Length);
    }

    /// <summary>Adds one number.</summary>
    /// <param name="tag">Its name in UTF-8.</param>
    /// <param name="value">Any, NaN as well.</param>
    /// <param name="step">Its place on the axis.</param>
    /// <param name="time">When it was measured.</param>
    public void WriteScalar(ReadOnlySpan<byte> tag, double value, long step, DateTimeOffset time)
    {
        ProtoWriter writer = BeginValue(tag, 1 + sizeof(float), step, time);
        writer.WriteFloat(ValueSimple, (float)value);
        End(writer.Length);
    }

    /// <summary>Adds a histogram.</summary>
    public void WriteHistogram(ReadOnlySpan<byte> tag, WeightHistogram histogram, long step, DateTimeOffset time)
    {
        int packed = ProtoWriter.SizeOfField(histogram.Limits.Length * sizeof(double)), message = (5 * (1 + sizeof(double))) + (2 * packed);
        ProtoWriter writer = BeginValue(tag, ProtoWriter.SizeOfField(message), step, time);
        writer.WriteLength(ValueHistogram, message);
        writer.WriteDouble(HistogramMin, histogram.Min);
        writer.WriteDouble(HistogramMax, histogram.Max);
        writer.WriteDouble(HistogramCount, histogram.Count);
        writer.WriteDouble(HistogramSum, histogram.Sum);
        writer.WriteDouble(HistogramSquares, histogram.SumOfSquares);
        writer.WritePacked(HistogramLimits, histogram.Limits);
        writer.WritePacked(HistogramCounts, histogram.Counts);
        End(writer.Length);
    }

    /// <summary>Hands everything to the operating system.</summary>
    /// <exception cref="IOException">The file could not be written; what it was given before stands.</exception>
    public void Flush()
    {
        if (_length == 0) return;
        int length = _length;

        // A write that fails is not tried again: part of it may have arrived, and a second copy would spoil the frames.
        _length = 0;
        try
        {
            _stream.Write(_buffer.AsSpan(0, length));
        }
        catch (IOException exception)
        {
            throw FileFault.Of(exception, $"{Path}: the event file could not be written");
        }
    }

    /// <summary>Writes what is left and closes the file.</summary>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        finally
        {
            _stream.Dispose();
        }
    }

    /// <summary>The name of the machine, of which only letters, digits, '-' and '_' are kept: it becomes part of a file's name.</summary>
    private static string Host()
    {
        string name = string.Concat(Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
        return name.Length == 0 ? "localhost" : name;
    }

    private void WriteVersion(DateTimeOffset time)
    {
        ReadOnlySpan<byte> version = "brain.Event:2"u8;
        var writer = Begin(0, time, ProtoWriter.SizeOfField(version.Length));
        writer.WriteBytes(EventFileVersion, version);
        End(writer.Length);
        Flush();
    }

    /// <summary>Begins an event with one value of a summary: its tag is written, its content of a known size follows.</summary>
    private ProtoWriter BeginValue(ReadOnlySpan<byte> tag, int content, long step, DateTimeOffset time)
    {
        int value = ProtoWriter.SizeOfField(tag.Length) + content, summary = ProtoWriter.SizeOfField(value);
        ProtoWriter writer = Begin(step, time, ProtoWriter.SizeOfField(summary));
        writer.WriteLength(EventSummary, summary);
        writer.WriteLength(SummaryValue, value);
        writer.WriteBytes(ValueTag, tag);
        return writer;
    }

    /// <summary>Makes room for an event and writes its time and step.</summary>
    /// <param name="step">Left out when 0, as protocol buffers do.</param>
    /// <param name="time">Of the event.</param>
    /// <param name="content">Bytes that follow.</param>
    private ProtoWriter Begin(long step, DateTimeOffset time, int content)
    {
        int most = HeadBytes + 1 + sizeof(double) + 1 + ProtoWriter.SizeOf(step) + content + TailBytes;
        if (most > _buffer.Length - _length) Flush();
        if (most > _buffer.Length) _buffer = new byte[most];
        var writer = new ProtoWriter(_buffer.AsSpan(_length + HeadBytes));
        writer.WriteDouble(EventWallTime, (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond);
        if (step != 0) writer.WriteInt64(EventStep, step);
        return writer;
    }

    /// <summary>Puts the frame around an event.</summary>
    private void End(int bytes)
    {
        Span<byte> record = _buffer.AsSpan(_length, HeadBytes + bytes + TailBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record[sizeof(ulong)..], MaskedCrc.Of(record[..sizeof(ulong)]));
        BinaryPrimitives.WriteUInt32LittleEndian(record[(HeadBytes + bytes)..], MaskedCrc.Of(record.Slice(HeadBytes, bytes)));
        _length += record.Length;
    }
}
