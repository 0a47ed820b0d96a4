using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Maximum or mean over windows of [batch, channels, places…]; windows, strides, padding and rounding as PyTorch's.</summary>
internal abstract class PoolLayer(PoolKind kind, int dimensions) : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        TensorType type = ChannelsLast.Check(context, x, dimensions);
        int[] taps = context.Arguments.Sizes("kernel", dimensions, least: 1), padding = context.Arguments.Sizes("padding", dimensions, least: 0, otherwise: 0);
        int[] strides = context.Arguments.Sizes("stride", dimensions, least: 0, otherwise: 0);
        bool ceiling = context.Arguments.Bool("ceilMode", otherwise: false);
        var outputs = new int[dimensions];
        for (int d = 0; d < dimensions; d++)
        {
            if (strides[d] == 0) strides[d] = taps[d];
            if (padding[d] > taps[d] / 2) throw context.Arguments.Bad("padding", Emission.Literals.Int(padding[d]), $"at most half of the kernel, {Emission.Literals.Int(taps[d] / 2)}", d);
            int free = type.Dims[d + 2] + (2 * padding[d]) - taps[d];
            if (free < 0) throw context.Mismatch(x, $"at least {Emission.Literals.Int(taps[d] - (2 * padding[d]))} places in dimension {Emission.Literals.Int(d + 2)}", "make the kernel smaller");
            outputs[d] = ((free + (ceiling ? strides[d] - 1 : 0)) / strides[d]) + 1;
            // The last window must begin inside the input or its left padding.
            if (ceiling && (outputs[d] - 1) * strides[d] >= type.Dims[d + 2] + padding[d]) outputs[d]--;
        }

        var geometry = new PoolGeometry(
            EquatableArray.Of(taps), EquatableArray.Of(strides), EquatableArray.Of(padding), EquatableArray.Of(outputs), false, context.Arguments.Bool("countIncludePad", otherwise: true));
        return ChannelsLast.Back(context.Graph, context.Graph.Add(new Pool(kind, geometry), ChannelsLast.From(context.Graph, x)));
    }
}

internal sealed class MaxPool1dLayer() : PoolLayer(PoolKind.Max, 1);

internal sealed class MaxPool2dLayer() : PoolLayer(PoolKind.Max, 2);

internal sealed class AvgPool1dLayer() : PoolLayer(PoolKind.Average, 1);

internal sealed class AvgPool2dLayer() : PoolLayer(PoolKind.Average, 2);

/// <summary>As many windows as asked for, as even as they can be.</summary>
internal abstract class AdaptivePoolLayer(PoolKind kind, int dimensions) : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        TensorType type = ChannelsLast.Check(context, x, dimensions);
        int[] outputs = context.Arguments.Sizes("size", dimensions, least: 1), ones = [.. Enumerable.Repeat(1, dimensions)], zeros = new int[dimensions];
        for (int d = 0; d < dimensions; d++)
        {
            if (outputs[d] > type.Dims[d + 2]) throw context.Arguments.Bad("size", Emission.Literals.Int(outputs[d]), $"at most the {Emission.Literals.Int(type.Dims[d + 2])} places of the input", d);
        }

        bool even = Enumerable.Range(0, dimensions).All(d => type.Dims[d + 2] % outputs[d] == 0);
        int[] taps = even ? [.. outputs.Select((o, d) => type.Dims[d + 2] / o)] : ones;
        var geometry = new PoolGeometry(EquatableArray.Of(taps), EquatableArray.Of(taps), EquatableArray.Of(zeros), EquatableArray.Of(outputs), !even, true);
        return ChannelsLast.Back(context.Graph, context.Graph.Add(new Pool(kind, geometry), ChannelsLast.From(context.Graph, x)));
    }
}

internal sealed class AdaptiveAvgPool1dLayer() : AdaptivePoolLayer(PoolKind.Average, 1);

internal sealed class AdaptiveAvgPool2dLayer() : AdaptivePoolLayer(PoolKind.Average, 2);

internal sealed class AdaptiveMaxPool1dLayer() : AdaptivePoolLayer(PoolKind.Max, 1);

internal sealed class AdaptiveMaxPool2dLayer() : AdaptivePoolLayer(PoolKind.Max, 2);

/// <summary>One number for each channel: [batch, channels, places…] → [batch, channels].</summary>
internal abstract class GlobalPoolLayer(ReduceKind kind) : Layer
{
    public override Value Apply(LayerContext context, Value x)
    {
        GraphBuilder graph = context.Graph;
        TensorType type = context.Network.TypeOf(x);
        if (type.Rank < 3 || !type.IsBatched) throw context.Mismatch(x, "[batch, channels, places…]", "a global pool works on images or sequences");
        int channels = type.Dims[1], places = type.PerSample / channels;
        Value flat = graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, places, channels)), ChannelsLast.From(graph, x));
        Value all = graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, channels)), graph.Add(new Reduce(kind, 1), flat));
        return kind == ReduceKind.Sum ? graph.Times(all, 1f / places) : all;
    }
}

internal sealed class GlobalAvgPoolLayer() : GlobalPoolLayer(ReduceKind.Sum);

internal sealed class GlobalMaxPoolLayer() : GlobalPoolLayer(ReduceKind.Max);
