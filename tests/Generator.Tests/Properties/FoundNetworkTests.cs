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

    /// <summary>Expansions to different shapes by the same work had one name and were not one kernel.</summary>
    [Fact]
    public void Parameters_stretched_to_several_shapes()
        => Check("x * p.Transpose(0, 1).Narrow(1, 0, 1).Tile(1, 2).RmsNorm().Sum() * p.Transpose(0, 1).Narrow(1, 0, 1).Pad(0, 1, 2, 0.5f).Tile(2, 2).Sum()");

    /// <summary>A causal mask over one place is one number, and was taken for one that is computed.</summary>
    [Fact]
    public void Causal_attention_over_one_place() => Check("x.CausalSelfAttention(1) * p.Sum()", "1, 3", "1, 3");

    /// <summary>A comparison of a single number that the same kernel computes came before the number.</summary>
    [Theory]
    [InlineData("((v > 0.5f) * v).Sum()")]
    [InlineData("Where(v > 0.1f, v, 1).Sum()")]
    public void Comparisons_of_single_numbers(string expression) => Check("(p.Narrow(0, 0, 1).Sum(1, true) * 0.5f) is var v ? x * " + expression + " : x");

    /// <summary>Batched products had a kernel for samples alone.</summary>
    [Theory]
    [InlineData("x * Stack([p, p.Tanh()], 0).MatMul(Stack([p, p * 2f], 0).Transpose(1, 2)).Sum()")]
    [InlineData("x * p.MatMul(Stack([p.Transpose(0, 1), p.Tanh().Transpose(0, 1)], 0)).Sum()")]
    public void Products_of_parameters_alone(string expression) => Check(expression);
}
