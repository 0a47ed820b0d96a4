using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using OpCode = System.Reflection.Emit.OpCode;

namespace NeuralNet.Gen.Generator.Tests.Emission;

/// <summary>What the JIT decides by, before it looks at a method more closely.</summary>
/// <param name="Bytes">Of IL.</param>
/// <param name="Locals">Arguments not counted.</param>
/// <param name="References">Instructions that load, store or take the address of a local or an argument.</param>
/// <param name="Blocks">Stretches of instructions without a jump into them or out of them.</param>
internal sealed record EmittedMethod(string Name, int Bytes, int Locals, int References, int Blocks)
{
    /// <summary>The JIT falls to unoptimised code above 60,000 bytes of IL, 2,000 locals, 8,000 references to locals or 2,000 blocks in one method, and NativeAOT does not.</summary>
    private const int MostBytes = 16 * 1024, MostLocals = 256, MostReferences = 4000, MostBlocks = 1000;

    private static readonly Dictionary<byte, OpCode> OneByte = Codes(1), TwoBytes = Codes(2);

    /// <summary>Every method of an assembly that has a body.</summary>
    public static IReadOnlyList<EmittedMethod> ReadAll(Stream image)
    {
        using var file = new PEReader(image);
        MetadataReader metadata = file.GetMetadataReader();
        var methods = new List<EmittedMethod>();
        foreach (MethodDefinitionHandle handle in metadata.MethodDefinitions)
        {
            MethodDefinition method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;
            MethodBodyBlock body = file.GetMethodBody(method.RelativeVirtualAddress);
            byte[] il = body.GetILBytes()!;
            string owner = metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name);
            methods.Add(new EmittedMethod($"{owner}.{metadata.GetString(method.Name)}", il.Length, body.LocalSignature.IsNil ? 0 : LocalsOf(metadata, body.LocalSignature), CountReferences(il), CountBlocks(il)));
        }

        return methods;
    }

    /// <summary>Fails with the names of all methods that are too large. What describes a network runs once and need not be fast.</summary>
    public static void AllKeepTheirBudget(IReadOnlyList<EmittedMethod> methods)
        => Assert.DoesNotContain(methods.Where(m => !m.Name.EndsWith(".cctor", StringComparison.Ordinal)), m => m.Bytes > MostBytes || m.Locals > MostLocals || m.References > MostReferences || m.Blocks > MostBlocks);

    /// <summary>The largest of each, for the test's output.</summary>
    public static string Largest(IReadOnlyList<EmittedMethod> methods)
    {
        EmittedMethod bytes = methods.MaxBy(m => m.Bytes)!, locals = methods.MaxBy(m => m.Locals)!, references = methods.MaxBy(m => m.References)!, blocks = methods.MaxBy(m => m.Blocks)!;
        return $"{methods.Count} methods; most IL {bytes.Bytes} ({bytes.Name}), locals {locals.Locals} ({locals.Name}), references {references.References} ({references.Name}), blocks {blocks.Blocks} ({blocks.Name})";
    }

    public static int CountReferences(byte[] il)
        => Instructions(il).Count(i => (i.Code.Name!.Contains("loc", StringComparison.Ordinal) && i.Code.Name is not "localloc") || i.Code.Name.Contains("arg", StringComparison.Ordinal));

    public static int CountBlocks(byte[] il)
    {
        var starts = new HashSet<int> { 0 };
        foreach ((int _, OpCode code, int operand, int next) in Instructions(il))
        {
            if (code.OperandType == OperandType.ShortInlineBrTarget) starts.Add(next + (sbyte)il[operand]);
            if (code.OperandType == OperandType.InlineBrTarget) starts.Add(next + BitConverter.ToInt32(il, operand));
            if (code.OperandType == OperandType.InlineSwitch)
            {
                for (int i = 0; i < BitConverter.ToInt32(il, operand); i++) starts.Add(next + BitConverter.ToInt32(il, operand + 4 + (4 * i)));
            }

            if (code.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw && next < il.Length) starts.Add(next);
        }

        return starts.Count;
    }

    private static int LocalsOf(MetadataReader metadata, StandaloneSignatureHandle handle)
    {
        BlobReader blob = metadata.GetBlobReader(metadata.GetStandaloneSignature(handle).Signature);
        Assert.Equal(SignatureKind.LocalVariables, blob.ReadSignatureHeader().Kind);
        return blob.ReadCompressedInteger();
    }

    private static IEnumerable<(int Place, OpCode Code, int Operand, int Next)> Instructions(byte[] il)
    {
        for (int i = 0; i < il.Length;)
        {
            OpCode code = il[i] == 0xFE ? TwoBytes[il[i + 1]] : OneByte[il[i]];
            int operand = i + code.Size;
            int next = operand + code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, operand)),
                _ => 4,
            };
            yield return (i, code, operand, next);
            i = next;
        }
    }

    private static Dictionary<byte, OpCode> Codes(int size)
        => typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).Where(c => c.Size == size && c.OpCodeType != OpCodeType.Nternal).ToDictionary(c => unchecked((byte)c.Value));
}
