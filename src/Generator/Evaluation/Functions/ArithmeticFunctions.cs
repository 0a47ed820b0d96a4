using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Evaluation.Functions;

/// <summary>Element by element.</summary>
internal sealed class ArithmeticFunctions : FunctionSet
{
    protected override IEnumerable<(string Name, Func<FunctionCall, object?> Function)> Functions =>
    [
        ("Tensor.Exp", call => Unary(call, new Exp())),
        ("Tensor.Log", call => Unary(call, new Log())),
        ("Tensor.Abs", call => Unary(call, new Abs())),
    ];

    private static TensorValue Unary(FunctionCall call, Op op) => new(call.Graph.Add(op, call.X));
}
