using System.Buffers.Binary;
using System.Numerics;

namespace NeuralNet.Gen;

/// <summary>The checksum of TFRecord files: CRC32C (Castagnoli), then masked so that the checksum of data that hold checksums stays a good one.</summary>
internal static class MaskedCrc
{
    private const uint MaskDelta = 0xA282EAD8;

    /// <summary>CRC32C as published: start and end are inverted.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (byte value in data) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>CRC32C turned by 15 bits, plus a constant.</summary>
    public static uint Of(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Crc32C(data), 15) + MaskDelta;
}
