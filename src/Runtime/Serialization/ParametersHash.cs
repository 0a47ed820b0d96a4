using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace NeuralNet.Gen;

/// <summary>A fingerprint of a network's parameters: equal exactly when all bits are equal.</summary>
public static class ParametersHash
{
    /// <summary>SHA-256 of the little-endian bytes of the parameters, and of the state behind them, in memory order.</summary>
    /// <returns>64 lowercase hexadecimal digits.</returns>
    public static string Sha256(INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, network.Parameters);
        Append(hash, network.State);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal static string Sha256(ReadOnlySpan<float> values)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, values);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<float> values)
    {
        // In blocks: the bytes of a large network are more than one span holds.
        const int Block = 4096;
        Span<byte> swapped = stackalloc byte[Block * sizeof(float)];
        for (int from = 0; from < values.Length; from += Block)
        {
            ReadOnlySpan<float> part = values.Slice(from, Math.Min(Block, values.Length - from));
            if (BitConverter.IsLittleEndian)
            {
                hash.AppendData(MemoryMarshal.AsBytes(part));
                continue;
            }

            for (int i = 0; i < part.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(swapped[(i * sizeof(float))..], part[i]);
            hash.AppendData(swapped[..(part.Length * sizeof(float))]);
        }
    }
}
