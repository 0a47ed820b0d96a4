using NeuralNet.Gen.Generator.Emission;
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
        ("Tensor.Sign", call => Unary(call, new Sign())),
        ("Tensor.Sqrt", call => Unary(call, new Sqrt())),
        ("Tensor.Rsqrt", call => Result(call.Graph.Over(call.Graph.Constant(1f), call.Graph.Add(new Sqrt(), call.X)))),
        ("Tensor.Reciprocal", call => Result(call.Graph.Over(call.Graph.Constant(1f), call.X))),
        ("Tensor.Square", call => Result(call.Graph.Times(call.X, call.X))),
        ("Tensor.Sin", call => Result(call.Graph.Add(new SinTwoPi(), Turns(call)))),
        ("Tensor.Cos", call => Result(call.Graph.Add(new CosTwoPi(), Turns(call)))),
        ("Tensor.Pow", Power),
        ("Tensor.Clamp", Clamped),
        ("Tensor.Detach", call => Unary(call, new Detach())),
        ("Functional.Minimum", call => Result(call.Graph.Add(new Minimum(), call.Tensor("a"), call.Tensor("b")))),
        ("Functional.Maximum", call => Result(call.Graph.Add(new Maximum(), call.Tensor("a"), call.Tensor("b")))),
        ("Functional.Where", call => Result(call.Graph.Choose(call.Tensor("mask"), call.Tensor("a"), call.Tensor("b")))),
        ("Functional.Constant", Numbers),
        ("Tensor.MaskedFill", call => Result(call.Graph.Choose(call.Tensor("mask"), call.Graph.Constant(call.Arguments.Float("value", 0f, v => !float.IsNaN(v), "a number")), call.X))),
        ("Tensor.EqualTo", call => Result(call.Graph.OfMask(call.Graph.Add(new Equal(), call.X, call.Tensor("other"))))),
        ("Tensor.And", call => Result(Both(call.Graph, call.X, call.Tensor("other")))),
        ("Tensor.Or", call => Result(call.Graph.Choose(call.X, call.Graph.Constant(1f), call.Graph.Choose(call.Tensor("other"), call.Graph.Constant(1f), call.Graph.Constant(0f))))),
        ("Tensor.Not", call => Result(call.Graph.Choose(call.X, call.Graph.Constant(0f), call.Graph.Constant(1f)))),
    ];

    private static TensorValue Unary(FunctionCall call, Op op) => Result(call.Graph.Add(op, call.X));

    private static TensorValue Result(Value value) => new(value);

    private static Value Both(GraphBuilder graph, Value a, Value b)
        => graph.Choose(a, graph.Choose(b, graph.Constant(1f), graph.Constant(0f)), graph.Constant(0f));

    private static Value Turns(FunctionCall call) => call.Graph.Times(call.X, (float)(0.5 / Math.PI));

    private static TensorValue Power(FunctionCall call)
    {
        Value x = call.X;
        // A number that became a tensor is a constant exponent still.
        if (call.Graph[call.Tensor("exponent")].Op is Constant constant)
        {
            if (float.IsNaN(constant.Value) || float.IsInfinity(constant.Value)) throw call.Arguments.Bad("exponent", Literals.Shortest(constant.Value), "a finite number");
            return Result(call.Graph.Add(new Pow(constant.Value), x));
        }

        return Result(call.Graph.Add(new Exp(), call.Graph.Times(call.Tensor("exponent"), call.Graph.Add(new Log(), x))));
    }

    private static TensorValue Clamped(FunctionCall call)
    {
        float low = call.Arguments.Float("low", float.NegativeInfinity, v => !float.IsNaN(v), "a number");
        float high = call.Arguments.Float("high", float.PositiveInfinity, v => !float.IsNaN(v), "a number");
        if (low > high) throw call.Arguments.Bad("high", Literals.Shortest(high), "at least low, " + Literals.Shortest(low));
        return Unary(call, new Clamp(low, high));
    }

    private static TensorValue Numbers(FunctionCall call)
    {
        float[] numbers = call.Arguments.Floats("numbers");
        if (numbers.Length is 0 or > 4096) throw call.Arguments.Bad("numbers", Literals.Int(numbers.Length) + " numbers", "1 to 4096: larger tables belong into parameters or inputs");
        return Result(call.Graph.Add(new ConstantVector(new Model.EquatableArray<float>(numbers))));
    }
}
