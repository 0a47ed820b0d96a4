namespace NeuralNet.Gen.Runtime.Tests.Data;

/// <summary>Samples that tell their number: "x" is [channels, rows, columns] with sample × 1000 + element, "label" is sample mod classes.</summary>
internal static class Numbered
{
    public static TensorDataset Dataset(int count, int classes = 3, params int[] shape)
    {
        if (shape.Length == 0) shape = [2];
        int length = shape.Aggregate(1, (a, b) => a * b);
        float[] x = new float[count * length];
        for (int i = 0; i < x.Length; i++) x[i] = (i / length * 1000) + (i % length);
        return new TensorDataset(
            new DataColumn(new TensorInfo("x", ElementType.Float32, [.. shape]), x),
            new DataColumn(new TensorInfo("label", ElementType.Int32, [], classes), Enumerable.Range(0, count).Select(i => i % classes).ToArray()));
    }

    /// <summary>The first column of all samples of an epoch, by sample number.</summary>
    public static Dictionary<int, float[]> Epoch(DataLoader loader, int epoch, int column = 0)
    {
        var found = new Dictionary<int, float[]>();
        loader.Start(epoch);
        while (loader.Next(out Batch? batch))
        {
            int length = batch.Columns[column].Length;
            for (int i = 0; i < batch.Count; i++) found.Add(loader.Samples[i], batch.Floats(column).Slice(i * length, length).ToArray());
        }

        return found;
    }
}
