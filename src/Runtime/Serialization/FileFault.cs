namespace NeuralNet.Gen;

/// <summary>What the operating system says of a file, with the words of what was to be done with it.</summary>
internal static class FileFault
{
    /// <summary>An exception of the kind of its cause, which callers tell apart: access that is refused, or anything else.</summary>
    /// <param name="cause">An <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
    /// <param name="message">Names the file; the cause's own words are added.</param>
    public static Exception Of(Exception cause, string message)
    {
        message = $"{message}: {cause.Message}";
        return cause is UnauthorizedAccessException ? new UnauthorizedAccessException(message, cause) : new IOException(message, cause);
    }
}
