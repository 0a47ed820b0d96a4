using System.Reflection;
using NeuralNet.Gen.Generator.Tests.Fixtures;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Evaluation;

/// <summary>A network declared by methods: its sources compiled without an error or a warning, loaded and created.</summary>
internal sealed class EvaluatedNetwork
{
    public const string Usings = "using System; using System.Collections.Generic; using NeuralNet.Gen; using static NeuralNet.Gen.Functional;\n";

    private EvaluatedNetwork(ProjectRun run)
    {
        Run = run;
        Network = Network.Create(run.Load(), "Net");
    }

    public ProjectRun Run { get; }

    public Network Network { get; }

    public IEnumerable<string> Paths => Network.Info.Parameters.Select(p => p.Name);

    /// <param name="members">Of <c>[Network] partial class Net</c>.</param>
    /// <param name="elsewhere">Other files of the project.</param>
    public static EvaluatedNetwork Of(string members, params string[] elsewhere)
    {
        ProjectRun run = RunOf(members, elsewhere);
        string complaints = string.Join("\n", run.Reported.Concat(run.CompilerDiagnostics));
        Assert.True(complaints.Length == 0, complaints);
        return new EvaluatedNetwork(run);
    }

    public static ProjectRun RunOf(string members, params string[] elsewhere)
        => new UserProject([Usings + "[Network] partial class Net\n{\n" + members + "\n}\n", .. elsewhere.Select(s => Usings + s)]).Run();

    /// <summary>Every parameter gets a number of its own, small and of both signs.</summary>
    public EvaluatedNetwork WithNumbers()
    {
        Span<float> parameters = Network.Instance.Parameters;
        for (int i = 0; i < parameters.Length; i++) parameters[i] = ((i * 37 % 23) - 11) / 16f;
        return this;
    }

    public static float[] Numbers(int count, int seed = 1) => [.. Enumerable.Range(0, count).Select(i => (((i + seed) * 29 % 31) - 15) / 8f)];

    public Batch Batch(params Array[] columns)
    {
        TensorInfo[] infos = [.. Network.Info.Inputs, .. Network.Info.Targets];
        int count = columns[0].Length / infos[0].Length;
        var batch = new Batch(infos, count) { Count = count };
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] is float[] floats) floats.CopyTo(batch.Floats(i));
            else ((int[])columns[i]).CopyTo(batch.Integers(i));
        }

        return batch;
    }

    public float[] Predict(params Array[] columns)
    {
        Batch batch = Batch(columns);
        var output = new float[batch.Count * Network.Info.Output.Length];
        Network.Instance.Predict(batch, output);
        return output;
    }

    public double[] Parameter(string path) => Network.Parameter(path);

    /// <summary>x·Wᵀ + b of the layer with this path, in double precision.</summary>
    public double[] Dense(string path, double[] x)
    {
        double[] bias = Parameter(path + ".bias"), weight = Parameter(path + ".weight");
        return [.. bias.Select((b, unit) => b + x.Select((v, i) => v * weight[(unit * x.Length) + i]).Sum())];
    }

    public static void Near(IEnumerable<double> expected, IEnumerable<float> actual)
    {
        Assert.Equal(expected.Count(), actual.Count());
        foreach ((double want, float got) in expected.Zip(actual)) Assert.InRange(got, want - (1e-5 * (1 + Math.Abs(want))), want + (1e-5 * (1 + Math.Abs(want))));
    }

    /// <summary>Every gradient against the slope of the loss between two points; <paramref name="batch"/> must keep away from kinks.</summary>
    public void HasRightGradients(Batch batch)
    {
        INetwork network = Network.Instance;
        network.Gradient(batch);
        float[] gradients = network.Gradients.ToArray();
        const float Step = 1f / 128;
        for (int i = 0; i < gradients.Length; i++)
        {
            float before = network.Parameters[i];
            network.Parameters[i] = before + Step;
            double above = network.Loss(batch);
            network.Parameters[i] = before - Step;
            double below = network.Loss(batch);
            network.Parameters[i] = before;
            double slope = (above - below) / (2 * Step);
            Assert.True(Math.Abs(slope - gradients[i]) <= 2e-3 * (1 + Math.Abs(slope)), $"parameter {i}: slope {slope}, gradient {gradients[i]}");
        }
    }
}
