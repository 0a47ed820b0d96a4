using System.Buffers.Binary;

namespace NeuralNet.Gen;

/// <summary>Writes fields of protocol buffers into memory that is large enough; what is written forward needs the lengths of nested messages beforehand.</summary>
internal ref struct ProtoWriter(Span<byte> output)
{
    private const int Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5;

    private readonly Span<byte> _output = output;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes of a number as a varint. A negative one takes ten.</summary>
    public static int SizeOf(long value)
    {
        int size = 1;
        for (ulong rest = (ulong)value >> 7; rest != 0; rest >>= 7) size++;
        return size;
    }

    /// <summary>Bytes of a field of text, bytes or a message, whose number is below 16.</summary>
    public static int SizeOfField(int length) => 1 + SizeOf(length) + length;

    public void WriteInt64(int field, long value)
    {
        WriteTag(field, Varint);
        WriteVarint((ulong)value);
    }

    public void WriteDouble(int field, double value)
    {
        WriteTag(field, Fixed64);
        WriteDouble(value);
    }

    public void WriteFloat(int field, float value)
    {
        WriteTag(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_output[Length..], value);
        Length += sizeof(float);
    }

    public void WriteBytes(int field, ReadOnlySpan<byte> value)
    {
        WriteLength(field, value.Length);
        value.CopyTo(_output[Length..]);
        Length += value.Length;
    }

    public void WritePacked(int field, ReadOnlySpan<double> values)
    {
        WriteLength(field, values.Length * sizeof(double));
        foreach (double value in values) WriteDouble(value);
    }

    /// <summary>The head of a message, whose fields follow.</summary>
    public void WriteLength(int field, int length)
    {
        WriteTag(field, LengthDelimited);
        WriteVarint((ulong)length);
    }

    private void WriteTag(int field, int kind) => WriteVarint((ulong)((field << 3) | kind));

    private void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_output[Length..], value);
        Length += sizeof(double);
    }

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _output[Length++] = (byte)(value | 0x80);
        _output[Length++] = (byte)value;
    }
}
