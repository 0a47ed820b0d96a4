using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Passes;

/// <summary>
/// Users and files have channels first; convolutions have them last, so each of these layers stands between two permutations. This pass moves a permutation behind the
/// element-wise work, joins, slices and reductions that follow it, until it meets its inverse and both vanish: a whole convolutional network runs channels last.
/// </summary>
internal static class SinkPermutes
{
    public static TensorGraph Run(TensorGraph graph) => graph.Rewrite((builder, node, inputs) =>
    {
        Permute? found = inputs.Select(v => builder[v].Op as Permute).FirstOrDefault(p => p is not null);
        return (found is null ? null : Sink(builder, node, inputs, found)) ?? builder.Add(node.Op, inputs);
    });

    private static Value? Sink(GraphBuilder builder, Node node, Value[] inputs, Permute permute)
    {
        int[] order = [.. permute.Order];
        int rank = order.Length;
        Op? op = node.Op switch
        {
            Expand expand when expand.Dims.Count == rank => new Expand(Before(expand.Dims, order)),
            Expand => null,
            ElementwiseOp => node.Op,
            Reduce reduce => reduce with { Axis = order[reduce.Axis] },
            Concat concat => new Concat(order[concat.Axis]),
            Slice slice => new Slice(Before(slice.Starts, order), Before(slice.Extents, order), Before(slice.Steps, order)),
            Embed embed => new Embed(Before(embed.Starts, order), Before(embed.Extents, order), Before(embed.Steps, order), embed.Fill),
            _ => null,
        };
        if (op is null || node.Type.Rank != rank) return null;
        var moved = new Value[inputs.Length];
        int helped = 0, hurt = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            Node input = builder[inputs[i]];
            if (input.Op is Permute other && other.Order.Equals(permute.Order))
            {
                moved[i] = input.Inputs[0];
                helped++;
            }
            else if (input.Op is DropoutMask mask && input.Type.Rank == rank)
            {
                moved[i] = builder.Add(mask with { Type = mask.Type with { Dims = Before(mask.Type.Dims, order) } });
            }
            else if (Turn(builder, inputs[i], order) is { } turned)
            {
                moved[i] = turned;
                if (builder[turned].Op is Permute) hurt++;
            }
            else
            {
                return null;
            }
        }

        // Where as many operands would have to be moved as are spared, nothing is gained.
        return helped > hurt ? builder.Add(permute, builder.Add(op, moved)) : null;
    }

    /// <summary>An operand in the order of dimensions before the permutation; masks and integers are left alone.</summary>
    private static Value? Turn(GraphBuilder builder, Value value, int[] order)
    {
        TensorType type = builder.TypeOf(value);
        if (type.Rank > order.Length) return null;
        if (!type.IsBatched && type.PerSample == 1) return type.Rank == 0 ? value : builder.Add(new Reshape(default), value);
        if (type.Element != ElementKind.Float32) return null;
        int[] padded = [.. Enumerable.Repeat(1, order.Length - type.Rank), .. type.Dims];
        Value whole = type.Rank == order.Length ? value : builder.Add(new Reshape(EquatableArray.Of(padded)), value);
        var back = new int[order.Length];
        for (int i = 0; i < order.Length; i++) back[order[i]] = i;
        if (type.IsBatched && back[0] != 0) return null;
        return builder.Add(new Permute(EquatableArray.Of(back)), whole);
    }

    /// <summary>What an attribute with a number for each dimension was before the permutation.</summary>
    private static EquatableArray<int> Before(EquatableArray<int> after, int[] order)
    {
        var before = new int[order.Length];
        for (int i = 0; i < order.Length; i++) before[order[i]] = after[i];
        return EquatableArray.Of(before);
    }
}
