using System.Runtime.CompilerServices;

namespace NeuralNet.Gen.Generator.Tests.Diagnostics;

/// <summary>Finds files of the repository from a test's own source path.</summary>
internal static class RepositoryRoot
{
    public static string Find([CallerFilePath] string file = "")
    {
        for (DirectoryInfo? directory = new FileInfo(file).Directory; directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "NeuralNet.Gen.sln"))) return directory.FullName;
        }

        throw new DirectoryNotFoundException("the repository's root is not above " + file);
    }
}
