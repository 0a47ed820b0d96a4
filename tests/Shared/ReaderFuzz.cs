using System.Buffers.Binary;
using System.Diagnostics;
using Xunit;

namespace NeuralNet.Gen.Tests.Shared;

/// <summary>
/// Reads a valid file, then some hundred damaged ones: bits flipped, bytes set, cut short, made longer, lengths in headers replaced by large ones, nothing at all, noise. A reader may succeed or
/// throw <see cref="DataFormatException"/> that names the file: nothing else, in bounded time and memory.
/// </summary>
internal static class ReaderFuzz
{
    private static readonly uint[] s_lengths = [0, 1, 0x7F, 0x7FFF, 0xFFFF, 0x10000, 0x00FFFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFF0];

    /// <param name="path">Where the files are written; its name has the ending that the reader wants.</param>
    /// <param name="valid">A file that is read without an error.</param>
    /// <param name="read">The reader.</param>
    /// <param name="bytesPerByte">Bytes that a reader may allocate for each byte of the file.</param>
    /// <param name="count">Damaged files.</param>
    public static void Run(string path, byte[] valid, Action<string> read, int bytesPerByte, int count = 400)
    {
        File.WriteAllBytes(path, valid);
        read(path);
        var random = new Random(20240229);
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] content = Damage(valid, random, i);
            File.WriteAllBytes(path, content);
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            try
            {
                read(path);
            }
            catch (DataFormatException exception)
            {
                refused++;
                Assert.Contains(Path.GetFileName(path), exception.Message);
            }
            catch (Exception exception)
            {
                Assert.Fail($"damage {i}: {exception}");
            }

            // Two megabytes for what does not depend on the file: buffers, exceptions, what is made once.
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= (1 << 21) + ((long)bytesPerByte * content.Length), $"damage {i}: {allocated} bytes allocated for a file of {content.Length}");

            // No measurement: a guard against loops that do not end.
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60), $"damage {i}: a minute");
        }

        Assert.True(refused > count / 20, $"only {refused} of {count} damaged files were refused");
    }

    private static byte[] Damage(byte[] valid, Random random, int i)
    {
        byte[] content = (byte[])valid.Clone();
        switch (i)
        {
            case 0:
                return [];
            case 1:
                random.NextBytes(content);
                return content;
            case 2:
                Array.Clear(content);
                return content;
            case 3:
                Array.Fill(content, (byte)0xFF);
                return content;
        }

        switch (i % 6)
        {
            case 0:
                return content[..random.Next(content.Length)];
            case 1:
                for (int k = random.Next(1, 4); k > 0; k--) content[random.Next(content.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                // Headers stand in front, or at the end.
                for (int k = random.Next(1, 4); k > 0; k--) content[Place(content, random)] = (byte)random.Next(256);
                break;
            case 3:
                int at = Math.Min(Place(content, random), content.Length - 4);
                if (at < 0) break;
                uint length = s_lengths[random.Next(s_lengths.Length)];
                if (random.Next(2) == 0) BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(at), length);
                else BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(at), length);
                break;
            case 4:
                byte[] more = new byte[random.Next(1, 40)];
                random.NextBytes(more);
                int where = random.Next(content.Length + 1);
                return [.. content[..where], .. more, .. content[where..]];
            default:
                int from = random.Next(content.Length), to = random.Next(from, content.Length);
                return [.. content[..from], .. content[to..]];
        }

        return content;
    }

    private static int Place(byte[] content, Random random) => random.Next(3) switch
    {
        0 => random.Next(content.Length),
        1 => random.Next(Math.Min(64, content.Length)),
        _ => content.Length - 1 - random.Next(Math.Min(64, content.Length)),
    };
}
