using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Rows of a few numbers, and the same numbers with lanes for rows: products whose columns would leave a register half empty are computed so. Called by generated code.
/// </summary>
public static unsafe class NarrowRows
{
    private const int Block = 16;

    /// <summary>turned[c * stride + r] = rows[r * width + c].</summary>
    /// <param name="rows">[count, width], in a buffer with <see cref="PinnedBuffer.Slack"/> behind it.</param>
    /// <param name="width">Numbers of a row, at most 16.</param>
    /// <param name="turned">Room for 16 rows of <paramref name="stride"/> numbers; what lies in those behind the first <paramref name="width"/> is unspecified afterwards.</param>
    /// <param name="stride">Numbers between rows there, at least <paramref name="count"/>.</param>
    /// <param name="count">Rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public static void Load(float* rows, int width, float* turned, nint stride, int count)
    {
        if (!Avx512F.IsSupported || count % Block != 0)
        {
            Transpose.Run(rows, width, turned, stride, count, width);
            return;
        }

        float* space = stackalloc float[(Block * Block) + 16], block = Panel.Align(space);
        for (int first = 0; first < count; first += Block, rows += Block * width)
        {
            // What is behind a row's numbers goes into rows that nobody reads.
            for (int row = 0; row < Block; row++) Vector512.Load(rows + (row * width)).Store(block + (row * Block));
            Transpose.Block16(block, Block, turned + first, stride);
        }
    }

    /// <summary>rows[r * width + c] = turned[c * stride + r]; nothing else is written.</summary>
    /// <param name="turned">16 rows of <paramref name="stride"/> numbers; those behind the first <paramref name="width"/> may hold anything.</param>
    /// <param name="stride">Numbers between rows there, at least <paramref name="count"/>.</param>
    /// <param name="rows">[count, width].</param>
    /// <param name="width">Numbers of a row, at most 16.</param>
    /// <param name="count">Rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public static void Store(float* turned, nint stride, float* rows, int width, int count)
    {
        if (!Avx512F.IsSupported || count % Block != 0)
        {
            Transpose.Run(turned, stride, rows, width, width, count);
            return;
        }

        float* space = stackalloc float[(Block * Block) + 16], block = Panel.Align(space);
        for (int first = 0; first < count; first += Block, rows += Block * width)
        {
            Transpose.Block16(turned + first, stride, block, Block);

            // Rows are written from the first to the last, so what a whole register writes behind a row is overwritten, as long as it is within the block.
            int row = 0;
            for (; (row * width) + Block <= Block * width; row++) Vector512.Load(block + (row * Block)).Store(rows + (row * width));
            for (; row < Block; row++) LaneStore.Partial(Vector512.Load(block + (row * Block)), rows + (row * width), width);
        }
    }
}
