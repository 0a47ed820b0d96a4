using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>Prints the programs and, once for each distinct shape, the kernels they call.</summary>
internal static class KernelsEmitter
{
    private static readonly string[] Usings =
        ["System", "System.Runtime.CompilerServices", "System.Runtime.Intrinsics", "System.Runtime.Intrinsics.Arm", "NeuralNet.Gen", "NeuralNet.Gen.Numerics"];

    public static string EmitPrograms(CompiledNetwork network)
    {
        var writer = new CodeWriter();
        using (ClassEmitter.Open(writer, network.Model.Type, "", null, Usings))
        {
            bool first = true;
            foreach (CompiledProgram program in network.Programs)
            {
                if (!first) writer.Line();
                first = false;
                if (program.IsBlock) ProgramEmitter.EmitBlock(writer, network.Model, program);
                else ProgramEmitter.EmitTeam(writer, network.Model, program);
            }
        }

        return writer.ToString();
    }

    /// <summary>Products of different shapes from which they share tiles instead of having their own.</summary>
    internal const int ManyProducts = 24;

    /// <summary>Whether a network's products share their tiles.</summary>
    public static bool SharesTiles(CompiledNetwork network) => network.Kernels.Count(k => k.Key is MatMulKernel) >= ManyProducts;

    public static string EmitKernels(CompiledNetwork network)
    {
        var writer = new CodeWriter { SharesTiles = SharesTiles(network) };
        using (ClassEmitter.Open(writer, network.Model.Type, "", null, Usings))
        {
            var names = new Dictionary<string, Kernel>();
            foreach (IGrouping<Kernel, KernelCall> calls in network.Kernels)
            {
                Kernel kernel = calls.Key;
                if (kernel is RuntimeKernel) continue;
                if (names.TryGetValue(kernel.MethodName, out Kernel other)) throw new InvalidOperationException($"two kernels are named {kernel.MethodName}: {other} and {kernel}");
                if (names.Count > 0) writer.Line();
                names.Add(kernel.MethodName, kernel);
                string[] comments = [.. calls.Select(c => c.Comment).Distinct()];
                writer.Line($"// {string.Join("; ", comments.Take(2))}{(comments.Length > 2 ? $"; and {Literals.Int(comments.Length - 2)} more" : "")}");
                kernel.Emit(writer);
            }

            foreach (LaneProgram epilogue in network.Kernels.Select(k => k.Key.SharedEpilogue).OfType<LaneProgram>().Distinct())
            {
                writer.Line();
                EpilogueEmitter.Emit(writer, epilogue);
            }
        }

        return writer.ToString();
    }
}
