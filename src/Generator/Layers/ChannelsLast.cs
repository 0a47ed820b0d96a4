using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>
/// Users and files have images as [batch, channels, places…]; ops on them have the channels last. The permutations between the two vanish where such layers follow
/// each other.
/// </summary>
internal static class ChannelsLast
{
    public static Value From(GraphBuilder graph, Value x)
    {
        int rank = graph.TypeOf(x).Rank;
        return graph.Add(new Permute(EquatableArray.Of([0, .. Enumerable.Range(2, rank - 2), 1])), x);
    }

    public static Value Back(GraphBuilder graph, Value x)
    {
        int rank = graph.TypeOf(x).Rank;
        return graph.Add(new Permute(EquatableArray.Of([0, rank - 1, .. Enumerable.Range(1, rank - 2)])), x);
    }

    /// <summary>The names of the dimensions that a layer of so many places wants.</summary>
    public static string Wanted(int dimensions) => dimensions switch { 1 => "[batch, channels, time]", 2 => "[batch, channels, height, width]", _ => "[batch, channels, depth, height, width]" };

    /// <summary>Checks the rank; every layer of this kind begins with it.</summary>
    public static TensorType Check(LayerContext context, Value x, int dimensions)
    {
        TensorType type = context.Network.TypeOf(x);
        if (type.Rank == dimensions + 2 && type.IsBatched) return type;
        return throwMismatch();

        TensorType throwMismatch()
        {
            string places = string.Join(", ", Enumerable.Repeat("…", dimensions));
            throw context.Mismatch(x, Wanted(dimensions), context.Arguments is Parsing.AttributeArguments ? $"declare [Input(channels, {places})]" : $"call Reshape(channels, {places}) before it");
        }
    }
}
