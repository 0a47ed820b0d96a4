using System.Reflection.Emit;
using NeuralNet.Gen.Generator.Tests.Pipeline;
using NeuralNet.Gen.Generator.Tests.Workloads;

namespace NeuralNet.Gen.Generator.Tests.Emission;

/// <summary>No emitted method is so large that the JIT would give up optimising it. Networks of the literature are held to the same by <see cref="Architectures.ArchitectureTests"/>, which compiles them anyway.</summary>
public sealed class BudgetTests(ITestOutputHelper output)
{
    private const string Mnist = "using NeuralNet.Gen; [Network, Input(28 * 28), Dense(512), Relu, Dense(256), Relu, Dense(10), SoftmaxCrossEntropy] public sealed partial class MnistMlp;";

    [Theory]
    [InlineData("[Network, Input(4096), Dense(8192), Gelu, Dropout(0.1f), Dense(4001), Silu, Dense(1000), SoftmaxCrossEntropy(LabelSmoothing = 0.1f)] public sealed partial class Net;")]
    [InlineData("[Network, Input(31), Dense(63), Elu, Dense(33), Softplus(2f), Dense(17), Gelu(GeluForm.Tanh), Dense(7), Tanh, Dense(5), Sigmoid, Dense(3), Softmax, Huber] public sealed partial class Net;")]
    [InlineData("[Network] public sealed partial class Net { static Tensor Forward([Shape(7, 29, 31)] Tensor x) => x.Conv2d(13, 5, stride: 3, padding: 2).BatchNorm().Relu().Conv2d(19, 3, padding: 1).Gelu().GlobalAvgPool().Dense(11); static Scalar Loss(Tensor y, Tokens t) => CrossEntropy(y, t); }")]
    [InlineData("[Network] public sealed partial class Net { static Tensor Forward([Shape(9, 17)] Tensor x) { (_, Tensor h) = new Gru(21).Of(new Lstm(33, bidirectional: true).Of(x).Output); return h.Flatten().Dense(3); } static Scalar Loss(Tensor y, [Shape(3)] Tensor t) => MeanSquaredError(y, t); }")]
    [InlineData("[Network] public sealed partial class Net { static Tensor Forward([Shape(23, 36)] Tensor x) { for (int i = 0; i < 5; i++) { x += x.LayerNorm().CausalSelfAttention(3); x += x.LayerNorm().Dense(77).Gelu().Dense(36); } return x; } static Scalar Loss(Tensor y, [Shape(23, 36)] Tensor t) => MeanSquaredError(y, t); }")]
    public void Every_method_of_an_odd_network_keeps_its_budget(string network) => Holds(new UserProject("using NeuralNet.Gen; using static NeuralNet.Gen.Functional; " + network).Run().IsClean().Emit());

    [Fact]
    public void Every_method_of_the_measured_networks_keeps_its_budget() => Holds(new MemoryStream(WorkloadNetworks.Image));

    [Fact]
    public void The_text_for_the_mnist_network_keeps_its_budget()
        => Assert.InRange(new UserProject(Mnist).Run().Files.Values.Sum(text => text.Length), 10_000, 300_000);

    /// <summary>The counters themselves, on code whose references and jumps are known.</summary>
    [Fact]
    public void References_and_blocks_are_counted()
    {
        byte[] il = [(byte)OpCodes.Ldarg_0.Value, (byte)OpCodes.Stloc_0.Value, (byte)OpCodes.Ldloc_0.Value, (byte)OpCodes.Stloc_S.Value, 7, 0xFE, 0x0C, 1, 0, (byte)OpCodes.Ldc_I4.Value, 0x06, 0x06, 0x06, 0x06, (byte)OpCodes.Ret.Value];
        Assert.Equal(5, EmittedMethod.CountReferences(il));
        Assert.Equal(1, EmittedMethod.CountBlocks(il));

        // A loop that jumps back to its second instruction: what is before it, itself, and what follows.
        byte[] loop = [(byte)OpCodes.Nop.Value, (byte)OpCodes.Ldc_I4_0.Value, (byte)OpCodes.Brtrue_S.Value, unchecked((byte)-3), (byte)OpCodes.Ret.Value];
        Assert.Equal(3, EmittedMethod.CountBlocks(loop));
    }

    private void Holds(Stream image)
    {
        IReadOnlyList<EmittedMethod> methods = EmittedMethod.ReadAll(image);
        Assert.True(methods.Count > 30);
        foreach (IGrouping<string, EmittedMethod> network in methods.GroupBy(m => m.Name.Split('.')[0]).Where(g => g.Count() > 30)) output.WriteLine($"{network.Key}: {EmittedMethod.Largest([.. network])}");
        EmittedMethod.AllKeepTheirBudget(methods);
    }
}
