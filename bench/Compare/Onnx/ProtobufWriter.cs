using System.Runtime.InteropServices;
using System.Text;

namespace Compare.Onnx;

/// <summary>The part of Protocol Buffers' wire format that an ONNX file needs: fields of variable-length integers, 32-bit floats, bytes and messages.</summary>
internal sealed class ProtobufWriter
{
    private const int VariableLength = 0, Delimited = 2, Fixed32 = 5;

    private readonly MemoryStream _stream = new();

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _stream.ToArray();

    public void Integer(int field, long value)
    {
        Tag(field, VariableLength);
        Varint((ulong)value);
    }

    public void Float(int field, float value)
    {
        Tag(field, Fixed32);
        Span<byte> bytes = stackalloc byte[4];
        BitConverter.TryWriteBytes(bytes, value);
        _stream.Write(bytes);
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, Delimited);
        Varint((ulong)value.Length);
        _stream.Write(value);
    }

    public void Message(int field, Action<ProtobufWriter> content)
    {
        var inner = new ProtobufWriter();
        content(inner);
        Bytes(field, inner._stream.GetBuffer().AsSpan(0, (int)inner._stream.Length));
    }

    /// <summary>Fields that were written elsewhere.</summary>
    public void Fields(ProtobufWriter other) => other._stream.WriteTo(_stream);

    /// <summary>Numbers as they lie in the memory of a little-endian machine, which is what ONNX wants of raw data.</summary>
    public void Raw<T>(int field, ReadOnlySpan<T> values) where T : unmanaged => Bytes(field, MemoryMarshal.AsBytes(values));

    private void Tag(int field, int wireType) => Varint((ulong)((field << 3) | wireType));

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _stream.WriteByte((byte)(value | 0x80));
        _stream.WriteByte((byte)value);
    }
}
