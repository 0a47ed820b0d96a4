namespace NeuralNet.Gen;

/// <summary>Replaces a file whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes a new file beside <paramref name="path"/>, forces it onto the disk and renames it over the old one. Until the rename the old file is
    /// untouched; when anything fails the new one is deleted. A symbolic link keeps pointing where it did.
    /// </summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="write">Writes its content.</param>
    /// <param name="rename">Another name beside it that the file gets in the end, asked for when the content is written.</param>
    /// <returns>The file that was written.</returns>
    /// <exception cref="IOException">Writing or renaming failed: the disk is full, the directory is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory or the file must not be written.</exception>
    public static string Write(string path, Action<Stream> write, Func<string>? rename = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string? temporary = null;
        try
        {
            var file = new FileInfo(path);
            string target = (file.LinkTarget is null ? null : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName) ?? file.FullName;
            if (Directory.Exists(target)) throw new IOException("the path is a directory");
            string created = $"{target}.{Path.GetRandomFileName()}.tmp";
            using (var stream = new FileStream(created, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                temporary = created;
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            target = rename?.Invoke() ?? target;
            File.Move(temporary, target, overwrite: true);
            return target;
        }
        catch (Exception exception)
        {
            Delete(temporary);
            if (exception is IOException or UnauthorizedAccessException) throw FileFault.Of(exception, $"{path}: could not be saved, and what was there before is untouched");
            throw;
        }
    }

    private static void Delete(string? temporary)
    {
        if (temporary is null) return;
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }
}
