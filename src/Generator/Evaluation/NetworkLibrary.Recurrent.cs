using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Layers;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>Recurrent layer objects: they take states and lengths beside the sequence, and give states beside the output.</summary>
internal sealed partial class NetworkLibrary
{
    private TupleValue UseRecurrent(KeptLayer kept, IReadOnlyDictionary<string, object?> arguments, IOperation call)
    {
        Value x = ValueOf(arguments["x"], call);
        RecurrentResult? result = null;
        Apply(kept.Layer, kept.Arguments, kept.Name, x, kept.Parameters, call, context =>
        {
            result = ((RecurrentLayer)kept.Layer).Run(context, x, Optional("hidden"), Optional("cell"), Optional("lengths"));
            return result.Output;
        });
        TensorValue[] items = [Tensor(result!.Output), Tensor(result.Hidden), .. result.Cell is { } cell ? [Tensor(cell)] : Array.Empty<TensorValue>()];
        return new TupleValue(items);

        Value? Optional(string name) => arguments.TryGetValue(name, out object? value) && value is TensorValue tensor ? tensor.Value : null;
    }
}
