using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Columns of a matrix that a product reads again for each tile of rows, side by side: rows that lie a power of two apart share a few sets of the first-level cache and drive one another out. Called by generated code.
/// </summary>
public static unsafe class Panel
{
    /// <summary>Numbers of a register of every width that panels are made of.</summary>
    private const int Step = 8;

    /// <summary>The first multiple of a cache line at or behind <paramref name="space"/>, which has 16 numbers more than are used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Align(float* space) => (float*)(((nint)space + 63) & ~(nint)63);

    /// <summary>Copies <paramref name="rows"/> rows of <paramref name="width"/> numbers, <paramref name="stride"/> apart, to <paramref name="panel"/>, one behind the other.</summary>
    /// <param name="source">The first number of the first row.</param>
    /// <param name="stride">Numbers between rows of the source.</param>
    /// <param name="panel">Receives rows · width numbers.</param>
    /// <param name="rows">At least 0.</param>
    /// <param name="width">Numbers of a row, a multiple of 8.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(float* source, nint stride, float* panel, nint rows, nint width)
    {
        if (width == 32 && Vector512.IsHardwareAccelerated)
        {
            for (nint row = 0; row < rows; row++, source += stride, panel += 32)
            {
                Vector512.Store(Vector512.Load(source), panel);
                Vector512.Store(Vector512.Load(source + 16), panel + 16);
            }

            return;
        }

        for (nint row = 0; row < rows; row++, source += stride, panel += width)
        {
            for (nint column = 0; column < width; column += Step) Vector256.Store(Vector256.Load(source + column), panel + column);
        }
    }

    /// <summary>
    /// Packs columns of a matrix by sixes: the rows of six columns one behind the other, then those of the next six. A tile of six reads a part of a cache line in each row, and rows that lie a power of two apart drive one another out.
    /// </summary>
    /// <param name="source">The first number of the first row.</param>
    /// <param name="stride">Numbers between rows of the source, at least 6 · tiles.</param>
    /// <param name="packed">Receives 6 · rows numbers for each six.</param>
    /// <param name="apart">Numbers between two sixes, at least 6 · rows.</param>
    /// <param name="rows">At least 0.</param>
    /// <param name="tiles">Sixes of columns, at least 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackSixes(float* source, nint stride, float* packed, nint apart, nint rows, nint tiles)
    {
        for (nint k = 0; k < rows; k++, source += stride, packed += 6)
        {
            float* from = source, to = packed;
            for (nint tile = 0; tile < tiles; tile++, from += 6, to += apart)
            {
                Vector128.Store(Vector128.Load(from), to);
                Vector64.Store(Vector64.Load(from + 4), to + 4);
            }
        }
    }
}
