using System.Reflection;

namespace NeuralNet.Gen.Generator.Tests.Fixtures;

/// <summary>A generated network, called through <see cref="INetwork"/> and <see cref="Batch"/>.</summary>
internal sealed class Network
{
    private Network(INetwork instance) => Instance = instance;

    public INetwork Instance { get; }

    public NetworkInfo Info => Instance.Info;

    /// <summary>Compiles <c>[attributes] partial class Net</c> and creates it.</summary>
    public static Network Of(string attributes, ulong seed = 1)
    {
        Assembly assembly = GeneratorRun.Of($"using NeuralNet.Gen;\n[Network] {attributes} public sealed partial class Net;").Load();
        return Create(assembly, "Net", seed);
    }

    public static Network Create(Assembly assembly, string type, ulong seed = 1)
        => new((INetwork)Activator.CreateInstance(assembly.GetType(type, throwOnError: true)!, seed)!);

    /// <summary>A batch of the network's columns. Labels and floats are given flat, one sample after another.</summary>
    public Batch Batch(float[] inputs, float[]? targets = null, int[]? labels = null)
    {
        TensorInfo[] columns = [.. Info.Inputs, .. Info.Targets];
        int count = inputs.Length / columns[0].Length;
        var batch = new Batch(columns, count) { Count = count };
        inputs.CopyTo(batch.Floats(0));
        if (columns.Length > 1 && columns[1].ElementType == ElementType.Float32) targets!.CopyTo(batch.Floats(1));
        if (columns.Length > 1 && columns[1].ElementType == ElementType.Int32) labels!.CopyTo(batch.Integers(1));
        return batch;
    }

    /// <summary>A parameter's values in logical row-major order.</summary>
    public double[] Parameter(string name) => Read(name, Instance.Parameters);

    /// <summary>A parameter's gradients in logical row-major order.</summary>
    public double[] Gradient(string name) => Read(name, Instance.Gradients);

    private double[] Read(string name, ReadOnlySpan<float> vector)
    {
        ParameterInfo parameter = Info.Parameters.Single(p => p.Name == name);
        var values = new double[parameter.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int rest = i, place = parameter.Offset;
            for (int d = parameter.Shape.Length - 1; d >= 0; d--)
            {
                place += rest % parameter.Shape[d] * parameter.Strides[d];
                rest /= parameter.Shape[d];
            }

            values[i] = vector[place];
        }

        return values;
    }
}
