using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>Divisions of datasets into parts without overlap. The same for the same seed on every machine; the draws are those of no epoch.</summary>
public static class DatasetSplits
{
    // Divisions that must not repeat each other's draws.
    private enum Step : ulong
    {
        Random,
        KFold,
        Stratified = 1UL << 32,
        StratifiedKFold = 2UL << 32,
    }

    /// <summary>Parts at random (PyTorch's <c>random_split</c> with fractions: sizes are rounded down, and what is left goes to the parts from the first on, one sample each).</summary>
    /// <param name="dataset">What is divided.</param>
    /// <param name="seed">Chooses the division.</param>
    /// <param name="fractions">Share of each part, at least 0; they sum to 1.</param>
    /// <exception cref="ArgumentException">A fraction is negative or not finite, or they do not sum to 1.</exception>
    public static Subset[] RandomSplit(this IDataset dataset, ulong seed, params ReadOnlySpan<double> fractions)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        CheckFractions(fractions);
        int[] order = new int[dataset.Count], sizes = new int[fractions.Length];
        SampleOrder.Shuffle(order, seed, RandomPurpose.DatasetSplit, (ulong)Step.Random);
        int left = dataset.Count;
        for (int p = 0; p < sizes.Length; p++) left -= sizes[p] = (int)Math.Floor(dataset.Count * fractions[p]);
        for (int p = 0; left > 0; p = (p + 1) % sizes.Length, left--) sizes[p]++;

        var parts = new Subset[sizes.Length];
        for (int p = 0, from = 0; p < parts.Length; from += sizes[p++]) parts[p] = new Subset(dataset, order.AsSpan(from, sizes[p]));
        return parts;
    }

    /// <summary>Three parts at random; what is for neither validation nor test is for training.</summary>
    /// <param name="dataset">What is divided.</param>
    /// <param name="seed">Chooses the division.</param>
    /// <param name="validation">Share held out for choosing models, at least 0.</param>
    /// <param name="test">Share held out for the last word, at least 0; both together are below 1.</param>
    public static (Subset Train, Subset Validation, Subset Test) TrainValidationTestSplit(this IDataset dataset, ulong seed, double validation = 0.1, double test = 0.1)
    {
        Subset[] parts = dataset.RandomSplit(seed, 1 - validation - test, validation, test);
        return (parts[0], parts[1], parts[2]);
    }

    /// <summary>
    /// Parts at random in which every class has its share, to within one sample (scikit-learn's <c>train_test_split</c> with <c>stratify</c>). Each part is in ascending order.
    /// </summary>
    /// <param name="dataset">What is divided.</param>
    /// <param name="seed">Chooses the division.</param>
    /// <param name="labels">One class per sample, at least 0: <see cref="ReadLabels"/>.</param>
    /// <param name="fractions">Share of each part, at least 0; they sum to 1.</param>
    /// <exception cref="ArgumentException">There are not as many labels as samples, a label is negative, or the fractions do not sum to 1.</exception>
    public static Subset[] StratifiedSplit(this IDataset dataset, ulong seed, ReadOnlySpan<int> labels, params ReadOnlySpan<double> fractions)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        CheckFractions(fractions);
        var numbers = new List<int>[fractions.Length];
        for (int p = 0; p < numbers.Length; p++) numbers[p] = [];
        double[] ideal = new double[fractions.Length];
        foreach (int[] members in Shuffled(dataset, seed, labels, Step.Stratified))
        {
            int[] sizes = new int[fractions.Length];
            int left = members.Length;
            for (int p = 0; p < sizes.Length; p++)
            {
                ideal[p] += members.Length * fractions[p];
                left -= sizes[p] = (int)Math.Floor(members.Length * fractions[p]);
            }

            // Each sample that is left goes to the part that is farthest behind, so that the parts' sizes come out as well.
            for (; left > 0; left--)
            {
                int behind = 0;
                for (int p = 1; p < sizes.Length; p++)
                {
                    if (ideal[p] - numbers[p].Count - sizes[p] > ideal[behind] - numbers[behind].Count - sizes[behind] + 1e-9) behind = p;
                }

                sizes[behind]++;
            }

            for (int p = 0, from = 0; p < sizes.Length; from += sizes[p++]) numbers[p].AddRange(members.AsSpan(from, sizes[p]));
        }

        return [.. numbers.Select(n => Sorted(dataset, n))];
    }

    /// <summary>
    /// k divisions, each sample held out in exactly one (scikit-learn's <c>KFold</c> with <c>shuffle</c>: the first count mod k folds hold out one sample more).
    /// </summary>
    /// <param name="dataset">What is divided.</param>
    /// <param name="folds">k, from 2 to the dataset's count.</param>
    /// <param name="seed">Chooses the division.</param>
    public static Fold[] KFold(this IDataset dataset, int folds, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        CheckFolds(dataset, folds);
        int[] order = new int[dataset.Count], fold = new int[dataset.Count];
        SampleOrder.Shuffle(order, seed, RandomPurpose.DatasetSplit, (ulong)Step.KFold);
        int from = 0;
        for (int f = 0; f < folds; f++)
        {
            int size = (dataset.Count / folds) + (f < dataset.Count % folds ? 1 : 0);
            foreach (int sample in order.AsSpan(from, size)) fold[sample] = f;
            from += size;
        }

        return Folds(dataset, folds, fold);
    }

    /// <summary>k divisions in which every fold holds out its share of every class, to within one sample (scikit-learn's <c>StratifiedKFold</c> with <c>shuffle</c>).</summary>
    /// <param name="dataset">What is divided.</param>
    /// <param name="folds">k, from 2 to the count of the rarest class.</param>
    /// <param name="seed">Chooses the division.</param>
    /// <param name="labels">One class per sample, at least 0: <see cref="ReadLabels"/>.</param>
    /// <exception cref="ArgumentException">There are not as many labels as samples, a label is negative, or a class has fewer samples than there are folds.</exception>
    public static Fold[] StratifiedKFold(this IDataset dataset, int folds, ulong seed, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        CheckFolds(dataset, folds);
        int[] fold = new int[dataset.Count];
        int dealt = 0;
        foreach (int[] members in Shuffled(dataset, seed, labels, Step.StratifiedKFold))
        {
            if (members.Length < folds)
                throw new ArgumentException($"class {labels[members[0]]} has {members.Length} samples, fewer than the {folds} folds that are to share them", nameof(folds));
            foreach (int sample in members) fold[sample] = dealt++ % folds;
        }

        return Folds(dataset, folds, fold);
    }

    /// <summary>The labels of all samples, which divisions and <see cref="ClassWeights"/> ask for. Reads the whole dataset once.</summary>
    /// <param name="dataset">What is read.</param>
    /// <param name="column">An Int32 column of one number a sample; the last one by default.</param>
    /// <exception cref="ArgumentException">The column holds no labels.</exception>
    public static int[] ReadLabels(this IDataset dataset, int? column = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        int c = column ?? dataset.Columns.Count - 1;
        if ((uint)c >= (uint)dataset.Columns.Count) throw new ArgumentOutOfRangeException(nameof(column), column, $"the dataset has {dataset.Columns.Count} columns");
        TensorInfo info = dataset.Columns[c];
        if (info.ElementType != ElementType.Int32 || info.Length != 1)
            throw new ArgumentException($"column {c} '{info.Name}' is {info.ElementType} [{string.Join(", ", info.Shape)}]; one integer a sample is expected", nameof(column));
        int[] labels = new int[dataset.Count], numbers = new int[Math.Min(256, Math.Max(1, dataset.Count))];
        var batch = new Batch(dataset.Columns, numbers.Length);
        for (int from = 0; from < labels.Length; from += numbers.Length)
        {
            int count = Math.Min(numbers.Length, labels.Length - from);
            for (int i = 0; i < count; i++) numbers[i] = from + i;
            dataset.Read(numbers.AsSpan(0, count), batch);
            batch.Integers(c).CopyTo(labels.AsSpan(from));
        }

        return labels;
    }

    /// <summary>The samples of each class, in the order of the classes, each in a random order that the other classes do not change.</summary>
    private static IEnumerable<int[]> Shuffled(IDataset dataset, ulong seed, ReadOnlySpan<int> labels, Step step)
    {
        if (labels.Length != dataset.Count) throw new ArgumentException($"{labels.Length} labels for {dataset.Count} samples; one for each is expected", nameof(labels));
        var classes = new SortedDictionary<int, List<int>>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0) throw new ArgumentException($"sample {i} has label {labels[i]}; a class is at least 0", nameof(labels));
            if (!classes.TryGetValue(labels[i], out List<int>? members)) classes.Add(labels[i], members = []);
            members.Add(i);
        }

        return classes.Select(pair =>
        {
            int[] order = new int[pair.Value.Count];
            SampleOrder.Shuffle(order, seed, RandomPurpose.DatasetSplit, (ulong)step + (uint)pair.Key);
            return Array.ConvertAll(order, i => pair.Value[i]);
        });
    }

    private static Fold[] Folds(IDataset dataset, int folds, int[] fold)
    {
        var result = new Fold[folds];
        for (int f = 0; f < folds; f++)
        {
            List<int> train = [], validation = [];
            for (int i = 0; i < fold.Length; i++) (fold[i] == f ? validation : train).Add(i);
            result[f] = new Fold(Sorted(dataset, train), Sorted(dataset, validation));
        }

        return result;
    }

    private static Subset Sorted(IDataset dataset, List<int> samples)
    {
        samples.Sort();
        return new Subset(dataset, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(samples));
    }

    private static void CheckFolds(IDataset dataset, int folds)
    {
        if (folds < 2 || folds > dataset.Count)
            throw new ArgumentOutOfRangeException(nameof(folds), folds, $"2 to {dataset.Count} folds, the dataset's count, are expected");
    }

    private static void CheckFractions(ReadOnlySpan<double> fractions)
    {
        double sum = 0;
        foreach (double fraction in fractions)
        {
            if (!(fraction >= 0 && fraction <= 1)) throw new ArgumentException($"a part's share is {fraction}; 0 to 1 is expected", nameof(fractions));
            sum += fraction;
        }

        if (!(Math.Abs(sum - 1) < 1e-9)) throw new ArgumentException($"the shares of the parts sum to {sum}; 1 is expected", nameof(fractions));
    }
}
