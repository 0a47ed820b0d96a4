using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>
/// Transposed convolution (Dumoulin and Visin, 2016): the gradient of a convolution's input as a layer, then the padding is cut off. The weight is PyTorch's [inputs,
/// channels/groups, taps…] to the outside and [taps…, channels/groups, inputs] in memory.
/// </summary>
internal abstract class ConvTransposeLayer(int dimensions) : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        TensorType type = ChannelsLast.Check(context, x, dimensions);
        GraphBuilder graph = context.Graph;
        int channels = context.Arguments.Int("channels", least: 1), groups = context.Arguments.Count("groups", 1), inputs = type.Dims[1];
        int[] taps = context.Arguments.Sizes("kernel", dimensions, least: 1), strides = context.Arguments.Sizes("stride", dimensions, least: 1, otherwise: 1);
        int[] dilations = context.Arguments.Sizes("dilation", dimensions, least: 1, otherwise: 1), padding = context.Arguments.Sizes("padding", dimensions, least: 0, otherwise: 0);
        int[] extra = context.Arguments.Sizes("outputPadding", dimensions, least: 0, otherwise: 0);
        if (inputs % groups != 0 || channels % groups != 0) throw context.Arguments.Bad("groups", Emission.Literals.Int(groups), $"a divisor of {Emission.Literals.Int(inputs)} input and {Emission.Literals.Int(channels)} output channels");
        var geometry = new ConvGeometry(EquatableArray.Of(strides), EquatableArray.Of(dilations), groups);
        int[] whole = [TensorType.Batch, .. Enumerable.Repeat(0, dimensions), channels], starts = new int[dimensions + 2], kept = [.. whole];
        for (int d = 0; d < dimensions; d++)
        {
            if (extra[d] >= Math.Max(strides[d], dilations[d])) throw context.Arguments.Bad("outputPadding", Emission.Literals.Int(extra[d]), "less than stride or dilation", d);
            whole[d + 1] = checked(((type.Dims[d + 2] - 1) * strides[d]) + geometry.Span(d, taps[d]) + extra[d]);
            starts[d + 1] = padding[d];
            kept[d + 1] = whole[d + 1] - (2 * padding[d]);
            if (kept[d + 1] < 1) throw context.Arguments.Bad("padding", Emission.Literals.Int(padding[d]), $"less than half of the {Emission.Literals.Int(whole[d + 1])} places", d);
        }

        // PyTorch counts the fan of the second dimension, whatever the direction.
        int area = taps.Aggregate(1, (all, t) => checked(all * t)), fanIn = channels / groups * area, fanOut = inputs / groups * area;
        int[] order = [.. Enumerable.Range(2, dimensions), 1, 0];
        Value weight = context.Parameter("weight", [inputs, channels / groups, .. taps], order, InitializerReader.Weight(context.Arguments, fanIn, fanOut));
        // Where output padding exceeds the stride's, the last places are met by no tap: the plain result is embedded.
        int[] reached = [.. whole];
        for (int d = 0; d < dimensions; d++) reached[d + 1] = Math.Min(whole[d + 1], ((type.Dims[d + 2] - 1) * strides[d]) + geometry.Span(d, taps[d]) + strides[d] - 1);
        Value y = graph.Add(new ConvInput(geometry, EquatableArray.Of(reached)), ChannelsLast.From(graph, x), weight);
        if (!reached.SequenceEqual(whole)) y = graph.Add(Embed.Padding(graph.TypeOf(y), new int[dimensions + 2], [.. whole.Select((extent, d) => extent == TensorType.Batch ? 0 : extent - reached[d])], 0f), y);
        y = graph.Add(new Slice(EquatableArray.Of(starts), EquatableArray.Of(kept), Enumerable.Repeat(1, dimensions + 2).ToEquatableArray()), y);
        if (context.Arguments.Bool("Bias", otherwise: true)) y = graph.Plus(y, context.Parameter("bias", [channels], [0], InitializerReader.Bias(context.Arguments, fanIn)));
        return ChannelsLast.Back(graph, y);
    }
}

internal sealed class ConvTranspose1dLayer() : ConvTransposeLayer(1);

internal sealed class ConvTranspose2dLayer() : ConvTransposeLayer(2);
