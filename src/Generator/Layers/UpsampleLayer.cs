using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Each place becomes scale places in every dimension, all with its value.</summary>
internal sealed class UpsampleNearestLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        GraphBuilder graph = context.Graph;
        int scale = context.Arguments.Int("scale", least: 1);
        TensorType type = context.Network.TypeOf(x);
        if (type.Rank < 3 || !type.IsBatched) throw context.Mismatch(x, "[batch, channels, places…]", "upsampling works on images or sequences");
        Value last = ChannelsLast.From(graph, x);
        int[] places = [.. type.Dims.Skip(2)];
        int[] apart = [TensorType.Batch, .. places.SelectMany(p => new[] { p, 1 }), type.Dims[1]], repeated = [TensorType.Batch, .. places.SelectMany(p => new[] { p, scale }), type.Dims[1]];
        Value wide = graph.Add(new Expand(EquatableArray.Of(repeated)), graph.Add(new Reshape(EquatableArray.Of(apart)), last));
        Value joined = graph.Add(new Reshape(EquatableArray.Of([TensorType.Batch, .. places.Select(p => checked(p * scale)), type.Dims[1]])), wide);
        return ChannelsLast.Back(graph, joined);
    }
}

/// <summary>
/// Each place becomes scale places in every dimension, on the straight line between neighbours (half-pixel centres, PyTorch's align_corners = false): place s·i + r lies at i + (r
/// + ½)/s − ½ of the input, which is cut at the borders. A dimension at a time: for each r one weighted sum of two shifted views.
/// </summary>
internal sealed class UpsampleBilinearLayer : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        GraphBuilder graph = context.Graph;
        int scale = context.Arguments.Int("scale", least: 1);
        TensorType type = ChannelsLast.Check(context, x, 2);
        Value last = ChannelsLast.From(graph, x);
        if (scale > 1)
        {
            for (int axis = 1; axis <= 2; axis++) last = Stretch(graph, last, axis, scale);
        }

        return ChannelsLast.Back(graph, last);
    }

    private static Value Stretch(GraphBuilder graph, Value x, int axis, int scale)
    {
        TensorType type = graph.TypeOf(x);
        int places = type.Dims[axis];
        Value edged = graph.Add(new Concat(axis), graph.Add(Slice.Of(type, axis, 0, 1), x), x, graph.Add(Slice.Of(type, axis, places - 1, 1), x));
        TensorType wide = graph.TypeOf(edged);
        int[] apart = [.. type.Dims.Take(axis + 1), 1, .. type.Dims.Skip(axis + 1)];
        var phases = new Value[scale];
        for (int r = 0; r < scale; r++)
        {
            // Where in the edged input, whose place 0 is the repeated border: i + 1 + offset.
            double offset = ((r + 0.5) / scale) - 0.5;
            int left = offset < 0 ? 0 : 1;
            float right = (float)(offset < 0 ? offset + 1 : offset);
            Value low = graph.Times(graph.Add(Slice.Of(wide, axis, left, places), edged), 1f - right);
            Value value = right == 0f ? low : graph.Plus(low, graph.Times(graph.Add(Slice.Of(wide, axis, left + 1, places), edged), right));
            phases[r] = graph.Add(new Reshape(EquatableArray.Of(apart)), value);
        }

        int[] joined = [.. type.Dims];
        joined[axis] = checked(places * scale);
        return graph.Add(new Reshape(EquatableArray.Of(joined)), graph.Add(new Concat(axis + 1), phases));
    }
}
