using System.Diagnostics;
using System.Globalization;
using NeuralNet.Gen;

// The smallest program: which quarter of a square is a point in? The loop is written out: a gradient, an update, and so on.
const int Batch = 64, Steps = 500;
var random = new Random(1);
float[] points = new float[2 * Batch];
int[] quarters = new int[Batch];

var network = new Quarters(seed: 1);
var optimizer = new Adam(learningRate: 1e-2f);
float loss = 0;
long allocatedBefore = 0;
for (int step = 1; step <= Steps; step++)
{
    for (int i = 0; i < Batch; i++)
    {
        float x = points[2 * i] = (2 * random.NextSingle()) - 1;
        float y = points[(2 * i) + 1] = (2 * random.NextSingle()) - 1;
        quarters[i] = (x < 0 ? 1 : 0) + (y < 0 ? 2 : 0);
    }

    loss = network.Gradient(points, quarters);
    optimizer.Step(network.Parameters, network.Gradients);

    if (step == 1)
    {
        // The system counts a process's start in hundredths of a second, rounded down: the figure is up to 10 ms too high, never too low.
        double milliseconds = (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first step done {milliseconds:F1} ms after process start"));
        allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
    }
}

long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
Console.WriteLine($"bytes allocated by the {Steps - 1} steps after the first: {allocated}");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"loss after {Steps} steps: {loss:F4}"));
Console.WriteLine($"parameters sha256: {ParametersHash.Sha256(network)}");

[Network]
[Input(2)]
[Dense(32), Relu]
[Dense(4)]
[SoftmaxCrossEntropy]
public sealed partial class Quarters;
