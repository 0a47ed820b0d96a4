using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Evaluation.Functions;

/// <summary>Rows by number.</summary>
internal sealed class TableFunctions : FunctionSet
{
    protected override IEnumerable<(string Name, Func<FunctionCall, object?> Function)> Functions =>
    [
        ("Functional.Gather", Gathered),
        ("Functional.ScatterAdd", Scattered),
        ("Functional.OneHot", call => new TensorValue(OneHot(call, call.Tensor("tokens"), call.Arguments.Int("classes", least: 1)))),
    ];

    private static Value OneHot(FunctionCall call, Value tokens, int classes)
    {
        call.Network.Bound(tokens, classes);
        return call.Graph.OfMask(call.Graph.Add(new LabelMask(classes), tokens));
    }

    private static TensorValue Gathered(FunctionCall call)
    {
        Value table = call.Tensor("table"), tokens = call.Tensor("tokens");
        TensorType type = call.TypeOf(table);
        if (type.Rank == 2 && !type.IsBatched)
        {
            call.Network.Bound(tokens, type.Dims[0]);
            return new TensorValue(call.Graph.Add(new Gather(), table, tokens));
        }

        // A table of each sample's own: picked by a product with ones and zeros.
        if (type.Rank != 3 || !type.IsBatched || call.TypeOf(tokens).Rank != 2)
            throw new ShapeException($"gather: {type.ShapeText} and {call.TypeOf(tokens)} do not fit: a table [rows, width], or [batch, rows, width] with tokens [batch, count], is wanted");
        return new TensorValue(call.Graph.Add(new BatchMatMul(false, false), OneHot(call, tokens, type.Dims[1]), table));
    }

    private static TensorValue Scattered(FunctionCall call)
    {
        Value rows = call.Tensor("rows"), tokens = call.Tensor("tokens");
        TensorType type = call.TypeOf(rows);
        if (type.Rank != 3 || !type.IsBatched || !call.TypeOf(tokens).Dims.SequenceEqual(type.Dims.Take(2)))
            throw new ShapeException($"scatter_add: {type.ShapeText} and {call.TypeOf(tokens)} do not fit: rows [batch, count, width] and tokens [batch, count] are wanted");
        return new TensorValue(call.Graph.Add(new BatchMatMul(true, false), OneHot(call, tokens, call.Arguments.Int("count", least: 1)), rows));
    }
}
