using NeuralNet.Gen.Generator.Tests.Diagnostics;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>What is said about functions of tensors whose shapes or arguments do not fit.</summary>
public sealed class FunctionMistakeTests
{
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "NNG006", "x.Sum([|0|])", "Sum(0): dimensions is 0; expected not the batch: samples do not meet in a network" },
        { "NNG006", "x.Sum(1, [|-2|])", "Sum(1, -2): dimensions is -2; expected each dimension once" },
        { "NNG006", "x.Max([|3|], true)", "Max(3, True): dimension is 3; expected a dimension of [batch, 3, 4]" },
        { "NNG006", "x.Softmax([|0|])", "Softmax(0): dimension is 0; expected not the batch: samples do not meet in a network" },
        { "NNG006", "x.Clamp(2, [|1|])", "Clamp(2, 1): high is 1; expected at least low, 2" },
        { "NNG006", "x.Permute([|1|], 0, 2)", "Permute(1, 0, 2): order is 1; expected 0 first: the batch stays where it is" },
        { "NNG006", "x.Slice(1, 1, [|3|])", "Slice(1, 1, 3): length is 3; expected places within dimension 1 of [batch, 3, 4]" },
        { "NNG006", "x.Select(2, [|4|])", "Select(2, 4): index is 4; expected a place from 0 to 3" },
        { "NNG006", "x.Split([1, 2, [|0|]], 1)[0]", "Split(1, 2, 0, 1): sizes is 0; expected at least 1" },
        { "NNG006", "x.Unsqueeze([|0|])", "Unsqueeze(0): dimension is 0; expected at least 1: the batch stays first" },
        { "NNG006", "x.Squeeze([|1|])", "Squeeze(1): dimension is 1; expected a dimension of [batch, 3, 4] with extent 1" },
        { "NNG006", "x.GroupNorm([|2|])", "GroupNorm(2): groups is 2; expected a divisor of 3 channels" },
        { "NNG007", "x.[|PRelu(4)|]", "the input 'x' yields [batch, 3, 4] but PRelu(4) wants [batch, 4, …]; give as many slopes as there are channels, dimension 1, or one" },
        { "NNG007", "x.[|Glu(1)|]", "the input 'x' yields [batch, 3, 4] but Glu(1) wants an even extent; one half of it gates the other" },
        { "NNG007", "x.[|Bilinear(x, 2)|]", "the input 'x' yields [batch, 3, 4] but Bilinear(2) wants [batch, features]; call Flatten() before it" },
        { "NNG027", "x.[|MatMul(x)|]", "matmul: [batch, 3, 4] and [batch, 3, 4] do not fit: […, m, k] and […, k, n] are wanted" },
        { "NNG027", "[|Concat([x, x.Flatten()], 1)|]", "concat: [batch, 3, 4] and [batch, 12] differ in more than dimension 1" },
        { "NNG027", "[|Stack([x, x.Flatten()], 1)|]", "stack: [batch, 3, 4] and [batch, 12] are not of one shape" },
        { "NNG027", "x.Sum(1).[|Expand(3, 3)|]", "expand: shapes [batch, 1, 4] and [batch, 3, 3] do not fit" },
        { "NNG027", "x.Narrow(1, 0, 1).[|Variance([1])|]", "variance: one number of [batch, 1, 4] has no unbiased variance; reduce over more, or pass unbiased: false" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_underlined_where_it_stands(string id, string expression, string message)
        => Marked.Reports(id, "using static NeuralNet.Gen.Functional; [Network] partial class Net { static Tensor Forward([Shape(3, 4)] Tensor x) => " + expression + "; }", message);

    [Theory]
    [InlineData("CrossEntropy(y, l, classWeights: [|[1, 2]|])", "CrossEntropy(1, 2): classWeights is 2 numbers; expected one for each of the 3 classes")]
    [InlineData("CrossEntropy(y, l, classWeights: [1, [|-2|], 1])", "CrossEntropy(1, -2, 1): classWeights is -2; expected finite numbers of at least 0")]
    [InlineData("Focal(y, OneHot(l, 3), [|1.5f|])", "Focal(1.5): alpha is 1.5; expected 0 to 1, or -1 for no balance")]
    public void A_loss_checks_its_arguments(string loss, string message) => Marked.Reports(
        "NNG006", "using static NeuralNet.Gen.Functional; [Network] partial class Net { static Tensor Forward([Shape(4)] Tensor x) => x.Dense(3); static Scalar Loss(Tensor y, Tokens l) => " + loss + "; }", message);

    [Theory]
    [InlineData("x.Dense(3).Detach() + x.Dense(3, name: \"b\")")]
    [InlineData("Where(x.Dense(3) > 0, x.Dense(3, name: \"b\"), 1)")]
    [InlineData("x.Dense(3).ArgMax(-1, true) * x.Dense(3, name: \"b\")")]
    public void A_parameter_behind_a_barrier_alone_is_not_trained(string expression)
        => Assert.Equal(
            ["Net: parameter 'dense.weight' has no path to the loss", "Net: parameter 'dense.bias' has no path to the loss"],
            Evaluation.EvaluatedNetwork.RunOf("static Tensor Forward([Shape(4)] Tensor x) => " + expression + "; static Scalar Loss(Tensor y) => y.Mean();").Reported.Select(d => d.GetMessage()));
}
