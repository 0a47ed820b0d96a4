using System.Buffers.Binary;

namespace NeuralNet.Gen;

/// <summary>What a walk tells of a structure: a whole number of it, and with field 0 that it has ended.</summary>
internal delegate void ThriftVisitor(string shape, int field, long value);

/// <summary>
/// Walks over structures in Thrift's compact protocol, in which Parquet writes its footer and the headers of pages, without building anything: what is promised there is compared with what is there before a library takes
/// memory for it, or recurses.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="data">The whole file.</param>
/// <param name="start">Where the structure begins.</param>
/// <param name="end">Where it ends at the latest.</param>
internal sealed class ThriftReader(string path, byte[] data, int start, int end)
{
    // Types of the protocol.
    private const int True = 1, False = 2, Number8 = 3, Number16 = 4, Number64 = 6, Double = 7, Bytes = 8, List = 9, Struct = 12;

    /// <summary>The next byte that is read.</summary>
    public int Position { get; private set; } = start;

    /// <summary>Goes over one of <see cref="ThriftShapes"/>, which lie inside each other a few deep at most.</summary>
    public void Walk(string shape, ThriftVisitor visit)
    {
        for (int id = 0; ;)
        {
            byte head = Byte();
            if (head == 0) break;
            id = head >> 4 is var step && step > 0 ? id + step : (short)Integer();
            string type = ThriftShapes.TypeOf(shape, id) ?? throw Fault($"{shape} has a field {id}, which is unknown here");
            Value(shape, id, type, head & 15, visit);
        }

        visit(shape, 0, 0);
    }

    public DataFormatException Fault(string fault) => new(path, Position, fault);

    /// <summary>A 32-bit number at a place.</summary>
    public static int Int32(byte[] data, int at) => BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(at));

    private void Value(string shape, int id, string type, int found, ThriftVisitor visit)
    {
        bool fits = type switch
        {
            "int" => found is >= Number16 and <= Number64,
            "bool" => found is True or False,
            "byte" => found == Number8,
            "double" => found == Double,
            "bytes" => found == Bytes,
            _ => found == (type[0] == '[' ? List : Struct),
        };
        if (!fits) throw Fault($"field {id} of {shape} has type {found}; {type} is expected");
        switch (found)
        {
            case True or False:
                break;
            case Number8:
                Byte();
                break;
            case >= Number16 and <= Number64:
                visit(shape, id, Integer());
                break;
            case Double:
                Forward(8);
                break;
            case Bytes:
                Forward(Count(Unsigned()));
                break;
            case List:
                byte head = Byte();
                for (int left = Count(head >> 4 is var few && few < 15 ? (ulong)few : Unsigned()); left > 0; left--) Value(shape, id, type[1..], head & 15, visit);
                break;
            default:
                Walk(type, visit);
                break;
        }
    }

    private long Integer()
    {
        ulong value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private byte Byte()
    {
        if (Position >= end) throw Fault("a structure is cut short");
        return data[Position++];
    }

    private ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Byte();
            value |= (ulong)(part & 127) << shift;
            if (part < 128) return value;
        }

        throw Fault("a number takes more than 64 bits");
    }

    private void Forward(int bytes)
    {
        if (bytes > end - Position) throw Fault($"{bytes} bytes are promised; {end - Position} are there");
        Position += bytes;
    }

    private int Count(ulong count) => count <= (ulong)(end - Position) ? (int)count : throw Fault($"{count} elements are promised; {end - Position} bytes are there");
}
