namespace NeuralNet.Gen;

/// <summary>A file is not what its format promises: cut short, of another kind, or contradicting itself. The message names the file, the place, what was found and what was expected.</summary>
public class DataFormatException : IOException
{
    /// <summary>Describes the fault.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Byte at which the fault was found, in the decompressed content; negative when it is not a matter of one place.</param>
    /// <param name="fault">What was found and what was expected.</param>
    /// <param name="inner">The error underneath, if any.</param>
    public DataFormatException(string path, long offset, string fault, Exception? inner = null)
        : base(offset < 0 ? $"{path}: {fault}" : $"{path}: at byte {offset}: {fault}", inner)
    {
        Path = path;
        Offset = offset;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Byte at which the fault was found, in the decompressed content; negative when it is not a matter of one place.</summary>
    public long Offset { get; }
}
