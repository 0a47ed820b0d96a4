using static NeuralNet.Gen.Functional;

namespace NeuralNet.Gen.Reports.Tests.Networks;

[Network]
[Input(5)]
[Dense(7), Relu, Dropout(0.25f)]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class DrawnChain;

/// <summary>A residual block on [places, features] with three products of the same input.</summary>
[Network]
public sealed partial class DrawnResidual
{
    private static Tensor Forward([Shape(3, 5)] Tensor x)
    {
        Tensor a = x.Dense(5, name: "a"), b = x.Dense(5, name: "b");
        return x + (a * b).BatchNorm(name: "norm");
    }

    private static Scalar Loss(Tensor y, [Shape(3, 5)] Tensor t) => MeanSquaredError(y, t);
}

/// <summary>One layer, called on its own output and on another input.</summary>
[Network]
public sealed partial class DrawnShared
{
    private static Tensor Forward([Shape(5)] Tensor left, [Shape(5)] Tensor right)
    {
        var dense = new Dense(5, name: "twice");
        return dense.Of(dense.Of(left)) - dense.Of(right);
    }
}
