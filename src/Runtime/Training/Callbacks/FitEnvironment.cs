using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Gen;

/// <summary>Where a run takes place. None of it changes a bit of the result.</summary>
/// <param name="Threads">That share every step.</param>
/// <param name="Processors">That the process may use.</param>
/// <param name="Architecture">For example <c>X64</c>.</param>
/// <param name="InstructionSets">Of those that matter to the kernels, what this process uses: <c>AVX2</c>, <c>FMA</c>, <c>AVX-512F</c>, <c>AdvSimd</c>.</param>
/// <param name="Runtime">For example <c>.NET 10.0.0</c>.</param>
/// <param name="IsNativeAot">Whether the program was compiled ahead of time.</param>
/// <param name="OperatingSystem">Name and version.</param>
public sealed record FitEnvironment(
    int Threads, int Processors, string Architecture, ImmutableArray<string> InstructionSets, string Runtime, bool IsNativeAot, string OperatingSystem)
{
    internal static FitEnvironment Of(int threads) => new(
        threads, System.Environment.ProcessorCount, RuntimeInformation.ProcessArchitecture.ToString(), Sets(), RuntimeInformation.FrameworkDescription, !RuntimeFeature.IsDynamicCodeSupported,
        RuntimeInformation.OSDescription);

    private static ImmutableArray<string> Sets()
    {
        var sets = ImmutableArray.CreateBuilder<string>();
        if (Sse42.IsSupported) sets.Add("SSE4.2");
        if (Avx2.IsSupported) sets.Add("AVX2");
        if (Fma.IsSupported) sets.Add("FMA");
        if (Avx512F.IsSupported) sets.Add("AVX-512F");
        if (AdvSimd.IsSupported) sets.Add("AdvSimd");
        return sets.ToImmutable();
    }
}
