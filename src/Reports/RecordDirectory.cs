namespace NeuralNet.Gen;

/// <summary>The directory that a record of a run lies in.</summary>
internal static class RecordDirectory
{
    /// <summary>Makes the directory of a file where it is missing.</summary>
    /// <exception cref="IOException">It could not be made; the message names the file and the directory.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be made.</exception>
    public static void MakeFor(string path)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFault.Of(exception, $"{path}: directory {directory} cannot be made");
        }
    }
}
