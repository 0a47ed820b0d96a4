using NeuralNet.Gen;

namespace Samples;

/// <summary>Finds and reads the four IDX files of MNIST, Fashion-MNIST or EMNIST's digits.</summary>
internal static class ImageFiles
{
    /// <summary>Training and test images.</summary>
    /// <param name="directory">Holds the files under their original names, with <c>.gz</c> or without.</param>
    /// <param name="limit">Images of either set, the first ones, at most.</param>
    public static (IDataset Train, IDataset Test) Load(string directory, int limit)
    {
        if (!Directory.Exists(directory)) throw new DirectoryNotFoundException($"{directory}: no such directory; the four MNIST files are expected there");
        return (Load(directory, "train", limit), Load(directory, "t10k", limit));
    }

    private static IDataset Load(string directory, string set, int limit)
    {
        IDataset images = IdxImageDataset.Load(Find(directory, $"{set}-images-idx3-ubyte"), Find(directory, $"{set}-labels-idx1-ubyte"));
        return limit >= images.Count ? images : images.Take(limit);
    }

    private static string Find(string directory, string name)
    {
        string path = Path.Combine(directory, name);
        if (File.Exists(path)) return path;
        return File.Exists(path + ".gz") ? path + ".gz" : throw new FileNotFoundException($"{path}: no such file, with .gz or without");
    }
}
