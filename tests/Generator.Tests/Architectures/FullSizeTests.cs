using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Architectures;

/// <summary>Networks of the literature at full size: a forward and a backward pass. Long, so behind a switch: see the README.</summary>
public sealed class FullSizeTests
{
    /// <summary>Below it the larger one may not fit beside the compiler.</summary>
    private const long MemoryWanted = 8L << 30;

    [Theory]
    [InlineData("ResNet18", 2, 1000)]
    [InlineData("Gpt2", 1, 50257)]
    public void Runs_forward_and_backward(string name, int count, int classes)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("NEURALNET_LONG_TESTS") == "1", "set NEURALNET_LONG_TESTS=1 to run networks at full size");
        Assert.SkipUnless(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= MemoryWanted, "a machine with 8 GB of memory is needed");
        GeneratorRun run = GeneratorRun.Of(ArchitectureTests.Source(name));
        INetwork net = (INetwork)Activator.CreateInstance(run.Load().GetTypes().Single(t => t.Name == name), 1UL)!;
        var batch = new Batch([.. net.Info.Inputs, .. net.Info.Targets], count) { Count = count };
        var random = new Random(1);
        for (int column = 0; column < net.Info.Inputs.Length + net.Info.Targets.Length; column++)
        {
            TensorInfo border = net.Info.Inputs.Concat(net.Info.Targets).ElementAt(column);
            if (border.ElementType == ElementType.Int32) foreach (ref int value in batch.Integers(column)) value = random.Next(border.ClassCount);
            else foreach (ref float value in batch.Floats(column)) value = (random.NextSingle() * 2) - 1;
        }

        float loss = net.Gradient(batch);
        // Fresh weights know nothing: every class is about as likely as any other.
        Assert.InRange(loss, Math.Log(classes) * 0.9, Math.Log(classes) * 1.2);
        float[] gradient = net.Gradients.ToArray();
        double squared = gradient.Sum(g => (double)g * g);
        Assert.True(double.IsFinite(squared) && squared > 0);

        // Along the gradient the loss grows by its length: both ends of a short way say so.
        float step = (float)(1e-2 / Math.Sqrt(squared));
        Move(step);
        double ahead = net.Gradient(batch);
        Move(-2 * step);
        double behind = net.Gradient(batch);
        Assert.InRange((ahead - behind) / (2 * step * squared), 0.95, 1.05);

        void Move(float distance)
        {
            Span<float> parameters = net.Parameters;
            for (int i = 0; i < parameters.Length; i++) parameters[i] += distance * gradient[i];
        }
    }
}
