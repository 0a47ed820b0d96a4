using System.Reflection;

namespace NeuralNet.Gen.Generator.Tests.Fixtures;

/// <summary>The span methods that a generated class has beside <see cref="INetwork"/>, with a guard around every output.</summary>
internal static class NetworkCalls
{
    private const int Guard = 64;
    private const float Untouched = -123456.789f;

    private delegate void Prediction(ReadOnlySpan<float> input, Span<float> output, ThreadTeam? team);

    /// <summary>Raw outputs, one sample after another.</summary>
    public static float[] Forward(this Network network, ReadOnlySpan<float> input, ThreadTeam? team = null) => Call(network, "Forward", input, team);

    /// <summary>What the outputs mean, one sample after another.</summary>
    public static float[] Predict(this Network network, ReadOnlySpan<float> input, ThreadTeam? team = null) => Call(network, "Predict", input, team);

    /// <summary>Writes a parameter given in logical row-major order.</summary>
    public static void SetParameter(this Network network, string name, params float[] values)
    {
        ParameterInfo parameter = network.Info.Parameters.Single(p => p.Name == name);
        Assert.Equal(parameter.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            int rest = i, place = parameter.Offset;
            for (int d = parameter.Shape.Length - 1; d >= 0; d--)
            {
                place += rest % parameter.Shape[d] * parameter.Strides[d];
                rest /= parameter.Shape[d];
            }

            network.Instance.Parameters[place] = values[i];
        }
    }

    private static float[] Call(Network network, string name, ReadOnlySpan<float> input, ThreadTeam? team)
    {
        MethodInfo method = network.Instance.GetType().GetMethod(name, [typeof(ReadOnlySpan<float>), typeof(Span<float>), typeof(ThreadTeam)])!;
        var call = method.CreateDelegate<Prediction>(network.Instance);
        int length = input.Length / network.Info.Inputs[0].Length * network.Info.Output.Length;
        var memory = new float[length + 2 * Guard];
        memory.AsSpan().Fill(Untouched);
        call(input, memory.AsSpan(Guard, length), team);
        Assert.All(memory.Take(Guard).Concat(memory.Skip(Guard + length)), x => Assert.Equal(Untouched, x));
        return memory[Guard..(Guard + length)];
    }
}
