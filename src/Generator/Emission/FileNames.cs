using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>Names of generated files. Files compare without case and C# names with it, so networks that differ in case alone get a mark.</summary>
internal static class FileNames
{
    /// <summary>The names that several networks share when case does not count.</summary>
    public static EquatableArray<string> Doubled(IReadOnlyList<NetworkModel> models)
        => models.Select(m => m.Type.FileName).GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1).SelectMany(group => group).OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray();

    /// <summary>The file's name without ending.</summary>
    public static string Of(TypeModel type, EquatableArray<string> doubled)
    {
        string[] same = [.. doubled.Where(name => string.Equals(name, type.FileName, StringComparison.OrdinalIgnoreCase))];
        return same.Length == 0 ? type.FileName : $"{type.FileName}({Literals.Int(Array.IndexOf(same, type.FileName) + 1)} of {Literals.Int(same.Length)})";
    }
}
