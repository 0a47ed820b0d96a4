using NeuralNet.Gen;

namespace Mnist;

/// <summary>Finds and reads the digits.</summary>
internal static class MnistData
{
    /// <summary>Training and test digits: those bundled with the program, or the original files of a directory, downloaded first when asked for.</summary>
    public static (IDataset Train, IDataset Test) Load(RunOptions options, CancellationToken cancellation)
    {
        // Hours of training must not end at a directory that was never there.
        if (options.Save is not null && Path.GetDirectoryName(Path.GetFullPath(options.Save)) is { } target && !Directory.Exists(target))
            throw new DirectoryNotFoundException($"--save {options.Save}: directory {target} does not exist");

        string directory = options.Data ?? (options.Download ? "mnist" : Path.Combine(AppContext.BaseDirectory, "data"));
        if (options.Download) MnistDownload.Fetch(directory, options.Mirror, cancellation);
        if (!Directory.Exists(directory)) throw new DirectoryNotFoundException($"{directory}: no such directory; the four MNIST files are expected there");
        return (Load(directory, "train", options.Limit), Load(directory, "t10k", options.Limit));
    }

    private static IDataset Load(string directory, string set, int limit)
    {
        IDataset digits = IdxImageDataset.Load(Find(directory, $"{set}-images-idx3-ubyte"), Find(directory, $"{set}-labels-idx1-ubyte"));
        if (limit >= digits.Count) return digits;
        int[] first = new int[limit];
        for (int i = 0; i < first.Length; i++) first[i] = i;
        return new Subset(digits, first);
    }

    private static string Find(string directory, string name)
    {
        string path = Path.Combine(directory, name);
        if (File.Exists(path)) return path;
        return File.Exists(path + ".gz") ? path + ".gz" : throw new FileNotFoundException($"{path}: no such file, with .gz or without");
    }
}
