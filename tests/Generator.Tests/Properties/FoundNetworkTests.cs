using NeuralNet.Gen.Generator.Tests.Interpreter;

namespace NeuralNet.Gen.Generator.Tests.Properties;

/// <summary>What random networks have found, reduced.</summary>
public sealed class FoundNetworkTests
{
    private static void Check(string expression, string shape = "3", string input = "3", params int[] batches) => FunctionNetwork.Check(
        $$"""
        static Tensor Forward([Shape({{input}})] Tensor x) { Tensor p = Position(2, 3, 0.5f); return {{expression}}; }
        static Scalar Loss(Tensor y, [Shape({{shape}})] Tensor t) => MeanSquaredError(y, t);
        """, batches.Length == 0 ? [1, 3] : batches);

    /// <summary>A number without dimensions read one of its own.</summary>
    [Theory]
    [InlineData("x * (p.Select(0, 1).Sum() * 0.3f + 1)")]
    [InlineData("x * (p.Select(0, 1).Exp().Sum() * p.Sum())")]
    public void Numbers_of_sums_of_parameters(string expression) => Check(expression);

    [Theory]
    [InlineData("x * p.Reshape(3, 2).Flatten().Narrow(0, 1, 3) + p.Tanh().Flatten().Reshape(3, 2).Sum(1)")]
    public void Parameters_of_another_shape(string expression) => Check(expression);
}
