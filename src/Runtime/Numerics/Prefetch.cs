using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Asks for memory that a kernel reads soon: the hardware foresees neighbours, but not rows of a matrix that lie pages apart. A wish that changes no result; does nothing where the processor
/// or .NET has no such instruction. Called by generated code.
/// </summary>
public static unsafe class Prefetch
{
    /// <summary>The cache line of <paramref name="address"/>, which need not be memory of this process.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(float* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }

    /// <summary>The cache lines of the first numbers of <paramref name="count"/> rows that lie <paramref name="apart"/> numbers apart, from <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows(float* first, nint apart, nint count)
    {
        for (nint row = 0; row < count; row++) Line(first + (row * apart));
    }

    /// <summary>
    /// The cache line of <paramref name="address"/>, into the second-level cache only: for what is read after so much else that it would not stay in the first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FarLine(float* address)
    {
        if (Sse.IsSupported) Sse.Prefetch1(address);
    }
}
