using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>
/// Convolution over one, two or three dimensions (LeCun et al., 1989): padding, windows, bias. The weight is PyTorch's [channels, inputs/groups, taps…] to the outside and
/// [taps…, inputs/groups, channels] in memory, so that registers run along the channels.
/// </summary>
internal abstract class ConvLayer(int dimensions) : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        TensorType type = ChannelsLast.Check(context, x, dimensions);
        GraphBuilder graph = context.Graph;
        int channels = context.Arguments.Int("channels", least: 1), groups = context.Arguments.Count("groups", 1), inputs = type.Dims[1];
        int[] taps = context.Arguments.Sizes("kernel", dimensions, least: 1), strides = context.Arguments.Sizes("stride", dimensions, least: 1, otherwise: 1);
        int[] dilations = context.Arguments.Sizes("dilation", dimensions, least: 1, otherwise: 1);
        if (inputs % groups != 0 || channels % groups != 0) throw context.Arguments.Bad("groups", Emission.Literals.Int(groups), $"a divisor of {Emission.Literals.Int(inputs)} input and {Emission.Literals.Int(channels)} output channels");
        var geometry = new ConvGeometry(EquatableArray.Of(strides), EquatableArray.Of(dilations), groups);
        int[] before = new int[dimensions + 2], after = new int[dimensions + 2];
        FindPadding(context, type, geometry, taps, before, after);
        for (int d = 0; d < dimensions; d++)
        {
            int places = type.Dims[d + 2] + before[d + 1] + after[d + 1], span = geometry.Span(d, taps[d]);
            if (places < span)
                throw context.Mismatch(x, $"at least {Emission.Literals.Int(span)} places in dimension {Emission.Literals.Int(d + 2)}, padding included", "make the kernel smaller or pad more");
        }

        int fanIn = inputs / groups * taps.Aggregate(1, (all, t) => checked(all * t)), fanOut = channels / groups * taps.Aggregate(1, (all, t) => checked(all * t));
        int[] order = [.. Enumerable.Range(2, dimensions), 1, 0];
        Value weight = context.Parameter("weight", [channels, inputs / groups, .. taps], order, InitializerReader.Weight(context.Arguments, fanIn, fanOut));
        Value last = ChannelsLast.From(graph, x);
        if (before.Concat(after).Any(p => p != 0)) last = graph.Add(Embed.Padding(graph.TypeOf(last), before, after, 0f), last);
        Value y;
        if (groups == 1 && taps.All(t => t == 1))
        {
            // A window of one place is a matrix product over the channels.
            for (int d = 0; d < dimensions; d++) last = graph.Add(Slice.Of(graph.TypeOf(last), d + 1, 0, geometry.OutputPlaces(d, graph.TypeOf(last).Dims[d + 1], 1), strides[d]), last);
            y = graph.Add(new MatMul(), last, graph.Add(new Reshape(EquatableArray.Of(inputs, channels)), weight));
        }
        else
        {
            y = graph.Add(new Conv(geometry), last, weight);
        }

        if (context.Arguments.Bool("Bias", otherwise: true)) y = graph.Plus(y, context.Parameter("bias", [channels], [0], InitializerReader.Bias(context.Arguments, fanIn)));
        return ChannelsLast.Back(graph, y);
    }

    /// <summary>Places before and after each dimension of the channels-last input.</summary>
    private void FindPadding(LayerContext context, TensorType type, ConvGeometry geometry, int[] taps, int[] before, int[] after)
    {
        int[] padding = context.Arguments.Sizes("padding", dimensions, least: 0, otherwise: 0);
        bool same = context.Arguments.Bool("same", otherwise: false), causal = context.Arguments.Bool("causal", otherwise: false);
        if (same && causal) throw context.Arguments.Bad("causal", "true", "only one of same and causal");
        if ((same || causal) && padding.Any(p => p != 0)) throw context.Arguments.Bad("padding", string.Join(", ", padding), $"no padding beside {(same ? "same" : "causal")}, which works it out");
        for (int d = 0; d < dimensions; d++)
        {
            int places = type.Dims[d + 2], span = geometry.Span(d, taps[d]), stride = geometry.Strides[d];
            int all = Math.Max(0, ((((places + stride - 1) / stride) - 1) * stride) + span - places);
            (before[d + 1], after[d + 1]) = same ? (all / 2, all - (all / 2)) : causal ? (span - 1, 0) : (padding[d], padding[d]);
        }
    }
}

internal sealed class Conv1dLayer() : ConvLayer(1);

internal sealed class Conv2dLayer() : ConvLayer(2);

internal sealed class Conv3dLayer() : ConvLayer(3);
