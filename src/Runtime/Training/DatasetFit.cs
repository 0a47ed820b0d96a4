using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>Checks before the first step that a dataset is what a network was compiled for.</summary>
internal static class DatasetFit
{
    /// <summary>The columns a network reads: inputs, then targets.</summary>
    public static TensorInfo[] Columns(NetworkInfo info) => [.. info.Inputs, .. info.Targets];

    public static void Check(IDataset dataset, NetworkInfo info, string parameter) => Check(dataset.Columns, dataset.Count, info, parameter);

    public static void Check(IReadOnlyList<TensorInfo> found, int count, NetworkInfo info, string parameter)
    {
        TensorInfo[] wanted = Columns(info);
        if (info.Targets.IsEmpty) throw new ArgumentException($"network '{info.Name}' has no loss and cannot be trained or evaluated", parameter);
        if (count < 1) throw new ArgumentException("the dataset has no samples", parameter);
        if (found.Count != wanted.Length)
        {
            throw new ArgumentException(
                $"the dataset has {found.Count} columns; network '{info.Name}' reads {wanted.Length}: {string.Join(", ", wanted.Select(Text))}", parameter);
        }

        CheckColumns(found, wanted, info, parameter);
    }

    /// <summary>Checks that data can be predicted: their first columns are the network's inputs. Targets may follow and are not read.</summary>
    public static void CheckInputs(IReadOnlyList<TensorInfo> found, NetworkInfo info, string parameter)
    {
        if (found.Count < info.Inputs.Length)
            throw new ArgumentException($"the dataset has {found.Count} columns; network '{info.Name}' reads {info.Inputs.Length} inputs: {string.Join(", ", info.Inputs.Select(Text))}", parameter);
        CheckColumns(found, [.. info.Inputs], info, parameter);
    }

    private static void CheckColumns(IReadOnlyList<TensorInfo> found, TensorInfo[] wanted, NetworkInfo info, string parameter)
    {
        for (int i = 0; i < wanted.Length; i++)
        {
            string kind = i < info.Inputs.Length ? "input" : "target";
            string place = $"column {i}: the dataset has {Text(found[i])}, but {kind} {Text(wanted[i])} of network '{info.Name}' is expected";
            if (found[i].ElementType != wanted[i].ElementType) throw new ArgumentException($"{place}: the element types differ", parameter);
            if (found[i].Length != wanted[i].Length) throw new ArgumentException($"{place}: {found[i].Length} elements a sample are not {wanted[i].Length}", parameter);
            if (!Flattens(found[i].Shape, wanted[i].Shape))
                throw new ArgumentException($"{place}: as many elements, but the shapes arrange them differently", parameter);
            if (wanted[i].ClassCount > 0 && found[i].ClassCount > wanted[i].ClassCount)
                throw new ArgumentException($"{place}: the dataset has {found[i].ClassCount} classes, the network {wanted[i].ClassCount}", parameter);
            if (found[i].IgnoredLabel is { } ignored && wanted[i].IgnoredLabel != ignored)
                throw new ArgumentException($"{place}: the dataset marks what has no label by {ignored}, which the network does not pass over", parameter);
        }
    }

    /// <summary>
    /// Whether one shape merges neighbouring dimensions of the other: [1, 28, 28], [28, 28] and [784] hold the same numbers in the same order, but
    /// [3, 32, 32] read as [32, 32, 3] would train on scrambled images in silence.
    /// </summary>
    internal static bool Flattens(ImmutableArray<int> a, ImmutableArray<int> b) => Borders(a, b) || Borders(b, a);

    private static bool Borders(ImmutableArray<int> coarse, ImmutableArray<int> fine)
    {
        // The running products are where dimensions begin: the coarse ones must be among the fine ones.
        long product = 1, fineProduct = 1;
        int next = 0;
        foreach (int extent in coarse)
        {
            product *= extent;
            while (fineProduct < product && next < fine.Length) fineProduct *= fine[next++];
            if (fineProduct != product) return false;
        }

        return true;
    }

    private static string Text(TensorInfo column)
        => $"'{column.Name}' {column.ElementType} [{string.Join(", ", column.Shape)}]{(column.ClassCount > 0 ? $" of {column.ClassCount} classes" : "")}";
}
