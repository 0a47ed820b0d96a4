using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Evaluation.Functions;

/// <summary>The same numbers in other places.</summary>
internal sealed class MovementFunctions : FunctionSet
{
    protected override IEnumerable<(string Name, Func<FunctionCall, object?> Function)> Functions =>
    [
        ("Tensor.Transpose", call => Result(call.Graph.Swap(call.X, call.Dimension("first", Type(call)), call.Dimension("second", Type(call))))),
        ("Tensor.Permute", Reordered),
        ("Tensor.Slice", Sliced),
        ("Tensor.Narrow", Sliced),
        ("Tensor.Select", Selected),
        ("Tensor.Split", call => Split(call)),
        ("Tensor.Chunk", Chunks),
        ("Tensor.Pad", Padded),
        ("Tensor.Tile", Tiled),
        ("Tensor.RepeatInterleave", Interleaved),
        ("Tensor.Unsqueeze", call => Result(call.Graph.Insert(call.X, NewPlace(call, Type(call))))),
        ("Tensor.Squeeze", Squeezed),
        ("Tensor.Expand", Stretched),
        ("Tensor.ExpandAs", call => Result(call.Graph.Add(new Expand(call.TypeOf(call.Tensor("other")).Dims), call.X))),
        ("Functional.Concat", call => Joined(call, call.Tensors("tensors"), call.Dimension("dimension", call.TypeOf(call.Tensors("tensors")[0])))),
        ("Functional.Stack", Stacked),
    ];

    private static TensorType Type(FunctionCall call) => call.TypeOf(call.X);

    private static TensorValue Result(Value value) => new(value);

    private static TensorValue Joined(FunctionCall call, Value[] tensors, int axis) => Result(call.Graph.Add(new Concat(axis), tensors));

    private static TensorValue Reordered(FunctionCall call)
    {
        TensorType type = Type(call);
        int[] given = call.Arguments.Ints("order"), order = [.. given.Select(d => d < 0 ? type.Rank + d : d)];
        if (!order.OrderBy(d => d).SequenceEqual(Enumerable.Range(0, type.Rank)))
            throw call.Arguments.Bad("order", string.Join(", ", given.Select(d => Literals.Int(d))), $"each dimension of {type.ShapeText} once");
        if (type.IsBatched && order[0] != 0) throw call.Arguments.Bad("order", Literals.Int(given[0]), "0 first: the batch stays where it is");
        return Result(call.Graph.Add(new Permute(EquatableArray.Of(order)), call.X));
    }

    private static TensorValue Sliced(FunctionCall call)
    {
        TensorType type = Type(call);
        int axis = call.Dimension("dimension", type), extent = type.Dims[axis];
        int start = Place(call, "start", extent, extent), length = call.Arguments.Int("length", least: 1), step = call.Values.ContainsKey("step") ? call.Arguments.Int("step", least: 1) : 1;
        if (start + ((length - 1L) * step) >= extent) throw call.Arguments.Bad("length", Literals.Int(length), $"places within dimension {Literals.Int(axis)} of {type.ShapeText}");
        return Result(call.Graph.SliceOf(call.X, axis, start, length, step));
    }

    private static TensorValue Selected(FunctionCall call)
    {
        TensorType type = Type(call);
        int axis = call.Dimension("dimension", type);
        return Result(call.Graph.Drop(call.Graph.SliceOf(call.X, axis, Place(call, "index", type.Dims[axis], type.Dims[axis]), 1), [axis]));
    }

    /// <summary>A place along a dimension; negative numbers count from the end.</summary>
    private static int Place(FunctionCall call, string name, int extent, int end)
    {
        int given = call.Values[name] is int number ? number : 0, place = given < 0 ? extent + given : given;
        return place >= 0 && place < end ? place : throw call.Arguments.Bad(name, Literals.Int(given), $"a place from 0 to {Literals.Int(end - 1)}");
    }

    private static object?[] Split(FunctionCall call)
    {
        TensorType type = Type(call);
        int axis = call.Dimension("dimension", type), extent = type.Dims[axis];
        if (!call.Values.ContainsKey("sizes")) return Pieces(call, axis, Equal(extent, call.Arguments.Int("size", least: 1)));
        int[] sizes = call.Arguments.Ints("sizes");
        int bad = Array.FindIndex(sizes, s => s < 1);
        if (bad >= 0) throw call.Arguments.Bad("sizes", Literals.Int(sizes[bad]), "at least 1", bad);
        long sum = sizes.Sum(s => (long)s);
        return sum == extent ? Pieces(call, axis, sizes) : throw call.Arguments.Bad("sizes", Literals.Int(sum) + " in all", $"{Literals.Int(extent)}, dimension {Literals.Int(axis)} of {type.ShapeText}", sizes.Length);
    }

    private static object?[] Chunks(FunctionCall call)
    {
        TensorType type = Type(call);
        int axis = call.Dimension("dimension", type), extent = type.Dims[axis], count = call.Arguments.Int("chunks", least: 1);
        return Pieces(call, axis, Equal(extent, (int)(((long)extent + count - 1) / count)));
    }

    /// <summary>Pieces of a size; the last one may be smaller.</summary>
    private static int[] Equal(int extent, int size)
    {
        var sizes = new List<int>();
        for (int rest = extent; rest > 0; rest -= size) sizes.Add(Math.Min(size, rest));
        return [.. sizes];
    }

    private static object?[] Pieces(FunctionCall call, int axis, int[] sizes)
    {
        var pieces = new object?[sizes.Length];
        int start = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            pieces[i] = Result(call.Graph.SliceOf(call.X, axis, start, sizes[i]));
            start += sizes[i];
        }

        return pieces;
    }

    private static TensorValue Padded(FunctionCall call)
    {
        TensorType type = Type(call);
        var before = new int[type.Rank];
        var after = new int[type.Rank];
        if (call.Values.ContainsKey("padding"))
        {
            // PyTorch's order: pairs from the last dimension on.
            int[] padding = call.Arguments.Ints("padding");
            int most = type.IsBatched ? type.Rank - 1 : type.Rank;
            if (padding.Length == 0 || padding.Length % 2 != 0 || padding.Length / 2 > most)
                throw call.Arguments.Bad("padding", Literals.Int(padding.Length) + " numbers", $"2 for each dimension of {type.ShapeText}, from the last on", padding.Length);
            for (int i = 0; i < padding.Length; i++)
            {
                if (padding[i] < 0) throw call.Arguments.Bad("padding", Literals.Int(padding[i]), "at least 0", i);
                (i % 2 == 0 ? before : after)[type.Rank - 1 - (i / 2)] = padding[i];
            }
        }
        else
        {
            int axis = call.Dimension("dimension", type);
            (before[axis], after[axis]) = (call.Arguments.Int("before", least: 0), call.Arguments.Int("after", least: 0));
        }

        float value = call.Arguments.Float("value", 0f, v => !float.IsNaN(v), "a number");
        return Result(call.Graph.Add(Embed.Padding(type, before, after, value), call.X));
    }

    private static TensorValue Tiled(FunctionCall call)
    {
        TensorType type = Type(call);
        int lead = type.IsBatched ? 1 : 0;
        int[] repeats = call.Arguments.Ints("repeats");
        int bad = Array.FindIndex(repeats, r => r < 1);
        if (bad >= 0) throw call.Arguments.Bad("repeats", Literals.Int(repeats[bad]), "at least 1", bad);
        if (repeats.Length != type.Rank - lead) throw call.Arguments.Bad("repeats", Literals.Int(repeats.Length) + " numbers", $"one for each dimension of {type.ShapeText} without the batch");
        Value x = call.X;
        for (int i = 0; i < repeats.Length; i++) x = Repeated(call.Graph, x, lead + i, repeats[i], before: true);
        return Result(x);
    }

    private static TensorValue Interleaved(FunctionCall call)
        => Result(Repeated(call.Graph, call.X, call.Dimension("dimension", Type(call)), call.Arguments.Int("repeats", least: 1), before: false));

    /// <summary>A dimension repeated as a whole (<paramref name="before"/>) or place by place: a new dimension beside it is stretched and both become one.</summary>
    private static Value Repeated(GraphBuilder graph, Value x, int axis, int count, bool before)
    {
        if (count == 1) return x;
        int[] dims = [.. graph.TypeOf(x).Dims];
        Value open = graph.Insert(x, before ? axis : axis + 1);
        int[] stretched = [.. graph.TypeOf(open).Dims];
        stretched[before ? axis : axis + 1] = count;
        dims[axis] = checked(dims[axis] * count);
        return graph.Add(new Reshape(EquatableArray.Of(dims)), graph.Add(new Expand(EquatableArray.Of(stretched)), open));
    }

    /// <summary>Where a new dimension may stand: behind the batch.</summary>
    private static int NewPlace(FunctionCall call, TensorType type)
    {
        int given = call.Values["dimension"] is int number ? number : 0, place = given < 0 ? type.Rank + 1 + given : given;
        if (place == 0 && type.IsBatched) throw call.Arguments.Bad("dimension", Literals.Int(given), "at least 1: the batch stays first");
        return place >= 0 && place <= type.Rank ? place : throw call.Arguments.Bad("dimension", Literals.Int(given), $"a place in {type.ShapeText}");
    }

    private static TensorValue Squeezed(FunctionCall call)
    {
        TensorType type = Type(call);
        int axis = call.Dimension("dimension", type);
        return type.Dims[axis] == 1 ? Result(call.Graph.Drop(call.X, [axis])) : throw call.Arguments.Bad("dimension", Literals.Int(axis), $"a dimension of {type.ShapeText} with extent 1");
    }

    private static TensorValue Stretched(FunctionCall call)
    {
        int[] shape = call.Arguments.Ints("shape");
        int bad = Array.FindIndex(shape, e => e < 1);
        if (bad >= 0) throw call.Arguments.Bad("shape", Literals.Int(shape[bad]), "extents of at least 1, without the batch", bad);
        TensorType type = Type(call);
        if (!type.IsBatched) return Result(call.Graph.Add(new Expand(EquatableArray.Of(shape)), call.X));
        // Missing dimensions come behind the batch, which stays first.
        int missing = Math.Max(0, shape.Length - (type.Rank - 1));
        Value x = call.Graph.Add(new Reshape(new EquatableArray<int>([TensorType.Batch, .. Enumerable.Repeat(1, missing), .. type.Dims.Skip(1)])), call.X);
        return Result(call.Graph.Add(new Expand(new EquatableArray<int>([TensorType.Batch, .. shape])), x));
    }

    private static TensorValue Stacked(FunctionCall call)
    {
        Value[] tensors = call.Tensors("tensors");
        int place = NewPlace(call, call.TypeOf(tensors[0]));
        foreach (Value tensor in tensors)
        {
            if (call.TypeOf(tensor) != call.TypeOf(tensors[0])) throw new ShapeException($"stack: {call.TypeOf(tensors[0]).ShapeText} and {call.TypeOf(tensor).ShapeText} are not of one shape");
        }

        return Joined(call, [.. tensors.Select(t => call.Graph.Insert(t, place))], place);
    }
}
