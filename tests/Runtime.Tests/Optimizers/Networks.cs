using System.Collections.Immutable;

namespace NeuralNet.Gen.Runtime.Tests.Optimizers;

/// <summary>Networks that are names, shapes and places alone.</summary>
internal static class Networks
{
    public static NetworkInfo Of(params ReadOnlySpan<(string Name, int[] Shape)> parameters)
    {
        var infos = new List<ParameterInfo>();
        int offset = 0;
        foreach ((string name, int[] shape) in parameters)
        {
            int[] strides = new int[shape.Length];
            for (int d = shape.Length - 1, stride = 1; d >= 0; stride *= shape[d], d--) strides[d] = stride;
            var info = new ParameterInfo(name, [.. shape], offset, [.. strides]);
            infos.Add(info);
            offset += info.Length;
        }

        return Of([.. infos]);
    }

    public static NetworkInfo Of(ImmutableArray<ParameterInfo> parameters) => new()
    {
        Name = "Net",
        Inputs = [],
        Targets = [],
        Output = new TensorInfo("y", ElementType.Float32, [1]),
        Prediction = PredictionKind.Values,
        Parameters = parameters,
        Layers = [],
        ParameterCount = parameters.Sum(p => p.Length),
        ForwardFlops = 0,
        GradientFlops = 0,
    };
}
