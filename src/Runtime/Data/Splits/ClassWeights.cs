namespace NeuralNet.Gen;

/// <summary>
/// Numbers against unequal classes. A network whose loss takes weights has them as constants (<c>CrossEntropy(scores, labels, classWeights: [...])</c>): print them once and write them
/// down. Otherwise <see cref="WeightedRandomSampler"/> draws rare classes more often.
/// </summary>
public static class ClassWeights
{
    /// <summary>samples / (classes × samples of the class) for each class (scikit-learn's <c>compute_class_weight</c> with <c>balanced</c>; King and Zeng, 2001).</summary>
    /// <param name="labels">One class per sample.</param>
    /// <param name="classes">How many there are.</param>
    /// <exception cref="ArgumentException">A label is out of range, or a class has no samples: there is no weight for it.</exception>
    public static float[] Balanced(ReadOnlySpan<int> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        int[] counts = new int[classes];
        for (int i = 0; i < labels.Length; i++)
        {
            CheckLabel(labels[i], i, classes);
            counts[labels[i]]++;
        }

        float[] weights = new float[classes];
        for (int c = 0; c < classes; c++)
        {
            if (counts[c] == 0) throw new ArgumentException($"class {c} of {classes} has no samples", nameof(labels));
            weights[c] = (float)(labels.Length / ((double)classes * counts[c]));
        }

        return weights;
    }

    /// <summary>The weight of each sample's class: what a <see cref="WeightedRandomSampler"/> takes.</summary>
    /// <param name="labels">One class per sample.</param>
    /// <param name="classWeights">One weight per class.</param>
    /// <exception cref="ArgumentException">A label has no weight.</exception>
    public static double[] OfSamples(ReadOnlySpan<int> labels, ReadOnlySpan<float> classWeights)
    {
        double[] weights = new double[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            CheckLabel(labels[i], i, classWeights.Length);
            weights[i] = classWeights[labels[i]];
        }

        return weights;
    }

    private static void CheckLabel(int label, int sample, int classes)
    {
        if ((uint)label >= (uint)classes) throw new ArgumentException($"sample {sample} has label {label}; 0 to {classes - 1} is expected", "labels");
    }
}
