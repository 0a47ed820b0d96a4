namespace NeuralNet.Gen.Runtime.Tests.Training;

/// <summary>A small task that a linear map learns: the class is the largest of the first three of four inputs.</summary>
internal static class TrainingData
{
    public static (float[] Inputs, int[] Labels) Numbers(int count, int seed = 5)
    {
        var random = new Random(seed);
        float[] inputs = [.. Enumerable.Range(0, count * 4).Select(_ => (random.NextSingle() * 2) - 1)];
        int[] labels = [.. Enumerable.Range(0, count).Select(s => Enumerable.Range(0, 3).MaxBy(k => inputs[(s * 4) + k]))];
        return (inputs, labels);
    }

    public static TensorDataset Of(int count, int seed = 5)
    {
        (float[] inputs, int[] labels) = Numbers(count, seed);
        return TensorDataset.Classification(inputs, 4, labels, 3);
    }
}
