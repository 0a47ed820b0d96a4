using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using NeuralNet.Gen.Generator.Tests.Pipeline;
using OpCode = System.Reflection.Emit.OpCode;

namespace NeuralNet.Gen.Generator.Tests.Emission;

/// <summary>
/// The JIT falls to unoptimised code above 60,000 bytes of IL, 2,000 locals or 8,000 references to locals in one method, and NativeAOT does not:
/// the budgets keep emitted methods far below.
/// </summary>
public sealed class BudgetTests
{
    private const string Mnist = "using NeuralNet.Gen; [Network, Input(28 * 28), Dense(512), Relu, Dense(256), Relu, Dense(10), SoftmaxCrossEntropy] public sealed partial class MnistMlp;";

    [Theory]
    [InlineData("Input(784), Dense(512), Relu, Dense(256), Relu, Dense(10), SoftmaxCrossEntropy")]
    [InlineData("Input(4096), Dense(8192), Gelu, Dropout(0.1f), Dense(4001), Silu, Dense(1000), SoftmaxCrossEntropy(LabelSmoothing = 0.1f)")]
    [InlineData("Input(31), Dense(63), Elu, Dense(33), Softplus(2f), Dense(17), Gelu(GeluForm.Tanh), Dense(7), Tanh, Dense(5), Sigmoid, Dense(3), Softmax, Huber")]
    [InlineData("Input(4), Dense(16), Relu, Dense(16), Relu, Dense(3), SoftmaxCrossEntropy")]
    public void Every_emitted_method_keeps_its_budget(string layers)
    {
        using var image = new PEReader(new UserProject($"using NeuralNet.Gen; [Network, {layers}] public sealed partial class Net;").Run().IsClean().Emit());
        MetadataReader metadata = image.GetMetadataReader();
        int methods = 0;
        foreach (MethodDefinitionHandle handle in metadata.MethodDefinitions)
        {
            MethodDefinition method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;
            MethodBodyBlock body = image.GetMethodBody(method.RelativeVirtualAddress);
            string name = metadata.GetString(method.Name);
            int locals = body.LocalSignature.IsNil ? 0 : Locals(metadata, body.LocalSignature), references = LocalReferences(body.GetILBytes()!);
            Assert.True(body.GetILBytes()!.Length <= 16 * 1024, $"{name} has {body.GetILBytes()!.Length} bytes of IL");
            Assert.True(locals <= 256, $"{name} has {locals} locals");
            Assert.True(references <= 4000, $"{name} refers to locals {references} times");
            methods++;
        }

        Assert.True(methods > 30);
    }

    [Fact]
    public void The_text_for_the_mnist_network_keeps_its_budget()
        => Assert.InRange(new UserProject(Mnist).Run().Files.Values.Sum(text => text.Length), 10_000, 300_000);

    /// <summary>The counter itself, on code whose references are known.</summary>
    [Fact]
    public void References_to_locals_are_counted()
    {
        byte[] il = [(byte)OpCodes.Ldc_I4_0.Value, (byte)OpCodes.Stloc_0.Value, (byte)OpCodes.Ldloc_0.Value, (byte)OpCodes.Stloc_S.Value, 7, 0xFE, 0x0C, 1, 0, (byte)OpCodes.Ldc_I4.Value, 0x06, 0x06, 0x06, 0x06, (byte)OpCodes.Ret.Value];
        Assert.Equal(4, LocalReferences(il));
    }

    private static int Locals(MetadataReader metadata, StandaloneSignatureHandle handle)
    {
        BlobReader blob = metadata.GetBlobReader(metadata.GetStandaloneSignature(handle).Signature);
        Assert.Equal(SignatureKind.LocalVariables, blob.ReadSignatureHeader().Kind);
        return blob.ReadCompressedInteger();
    }

    /// <summary>Instructions that load, store or take the address of a local.</summary>
    private static int LocalReferences(byte[] il)
    {
        int count = 0;
        for (int i = 0; i < il.Length;)
        {
            OpCode code = il[i] == 0xFE ? TwoBytes[il[i + 1]] : OneByte[il[i]];
            i += code.Size;
            if (code.Name!.Contains("loc", StringComparison.Ordinal) && code.Name is not "localloc") count++;
            i += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, i)),
                _ => 4,
            };
        }

        return count;
    }

    private static readonly Dictionary<byte, OpCode> OneByte = Codes(1), TwoBytes = Codes(2);

    private static Dictionary<byte, OpCode> Codes(int size)
        => typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).Where(c => c.Size == size && c.OpCodeType != OpCodeType.Nternal).ToDictionary(c => unchecked((byte)c.Value));
}
