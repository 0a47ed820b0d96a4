using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Gen.Numerics;

/// <summary>Transposes a matrix of floats out of place.</summary>
public static unsafe class Transpose
{
    /// <summary>destination[c * destinationStride + r] = source[r * sourceStride + c] for every row r and column c.</summary>
    /// <remarks>
    /// Moves bits only. Reads and writes nothing outside the matrix: the gaps between rows, where a stride is larger than the row, stay as they are.
    /// Blocks of 16 x 16 (AVX-512), 8 x 8 (AVX) and 4 x 4 (128-bit) are turned in registers.
    /// </remarks>
    /// <param name="source">[rows, columns]; must not overlap the destination.</param>
    /// <param name="sourceStride">Floats from one source row to the next, at least <paramref name="columns"/>.</param>
    /// <param name="destination">[columns, rows].</param>
    /// <param name="destinationStride">Floats from one destination row to the next, at least <paramref name="rows"/>.</param>
    /// <param name="rows">Rows of the source; 0 and less do nothing.</param>
    /// <param name="columns">Columns of the source; 0 and less do nothing.</param>
    public static void Run(float* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns)
    {
        int row = 0;
        if (Avx512F.IsSupported)
        {
            for (; row + 16 <= rows; row += 16)
            {
                int column = 0;
                for (; column + 16 <= columns; column += 16)
                {
                    Block16(source + row * sourceStride + column, sourceStride, destination + column * destinationStride + row, destinationStride);
                }

                UpTo8(source + row * sourceStride + column, sourceStride, destination + column * destinationStride + row, destinationStride, 16, columns - column);
            }
        }

        UpTo8(source + row * sourceStride, sourceStride, destination + row, destinationStride, rows - row, columns);
    }

    private static void UpTo8(float* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns)
    {
        int row = 0;
        if (Avx.IsSupported)
        {
            for (; row + 8 <= rows; row += 8)
            {
                int column = 0;
                for (; column + 8 <= columns; column += 8)
                {
                    Block8(source + row * sourceStride + column, sourceStride, destination + column * destinationStride + row, destinationStride);
                }

                UpTo4(source + row * sourceStride + column, sourceStride, destination + column * destinationStride + row, destinationStride, 8, columns - column);
            }
        }

        UpTo4(source + row * sourceStride, sourceStride, destination + row, destinationStride, rows - row, columns);
    }

    private static void UpTo4(float* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns)
    {
        int row = 0;
        if (Sse.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            for (; row + 4 <= rows; row += 4)
            {
                int column = 0;
                for (; column + 4 <= columns; column += 4)
                {
                    Block4(source + row * sourceStride + column, sourceStride, destination + column * destinationStride + row, destinationStride);
                }

                One(source + row * sourceStride + column, sourceStride, destination + column * destinationStride + row, destinationStride, 4, columns - column);
            }
        }

        One(source + row * sourceStride, sourceStride, destination + row, destinationStride, rows - row, columns);
    }

    private static void One(float* source, nint sourceStride, float* destination, nint destinationStride, int rows, int columns)
    {
        for (int column = 0; column < columns; column++)
        {
            float* to = destination + column * destinationStride;
            float* from = source + column;
            for (int row = 0; row < rows; row++)
            {
                to[row] = from[row * sourceStride];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block4(float* s, nint stride, float* d, nint to)
    {
        Vector128<float> r0 = Vector128.Load(s);
        Vector128<float> r1 = Vector128.Load(s + stride);
        Vector128<float> r2 = Vector128.Load(s + 2 * stride);
        Vector128<float> r3 = Vector128.Load(s + 3 * stride);
        if (Sse.IsSupported)
        {
            Vector128<float> t0 = Sse.UnpackLow(r0, r1);
            Vector128<float> t1 = Sse.UnpackLow(r2, r3);
            Vector128<float> t2 = Sse.UnpackHigh(r0, r1);
            Vector128<float> t3 = Sse.UnpackHigh(r2, r3);
            Sse.MoveLowToHigh(t0, t1).Store(d);
            Sse.MoveHighToLow(t1, t0).Store(d + to);
            Sse.MoveLowToHigh(t2, t3).Store(d + 2 * to);
            Sse.MoveHighToLow(t3, t2).Store(d + 3 * to);
        }
        else
        {
            Vector128<float> t0 = AdvSimd.Arm64.ZipLow(r0, r2);
            Vector128<float> t1 = AdvSimd.Arm64.ZipLow(r1, r3);
            Vector128<float> t2 = AdvSimd.Arm64.ZipHigh(r0, r2);
            Vector128<float> t3 = AdvSimd.Arm64.ZipHigh(r1, r3);
            AdvSimd.Arm64.ZipLow(t0, t1).Store(d);
            AdvSimd.Arm64.ZipHigh(t0, t1).Store(d + to);
            AdvSimd.Arm64.ZipLow(t2, t3).Store(d + 2 * to);
            AdvSimd.Arm64.ZipHigh(t2, t3).Store(d + 3 * to);
        }
    }

    private static void Block8(float* s, nint stride, float* d, nint to)
    {
        // Halves of rows r and r + 4 share a register from the start: the 128-bit inserts from memory replace a round of shuffles.
        Half8(s, stride, d, to);
        Half8(s + 4, stride, d + 4 * to, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Half8(float* s, nint stride, float* d, nint to)
    {
        Vector256<float> r0 = Rows(s, 4 * stride);
        Vector256<float> r1 = Rows(s + stride, 4 * stride);
        Vector256<float> r2 = Rows(s + 2 * stride, 4 * stride);
        Vector256<float> r3 = Rows(s + 3 * stride, 4 * stride);
        Vector256<float> t0 = Avx.UnpackLow(r0, r1);
        Vector256<float> t1 = Avx.UnpackLow(r2, r3);
        Vector256<float> t2 = Avx.UnpackHigh(r0, r1);
        Vector256<float> t3 = Avx.UnpackHigh(r2, r3);
        Avx.UnpackLow(t0.AsDouble(), t1.AsDouble()).AsSingle().Store(d);
        Avx.UnpackHigh(t0.AsDouble(), t1.AsDouble()).AsSingle().Store(d + to);
        Avx.UnpackLow(t2.AsDouble(), t3.AsDouble()).AsSingle().Store(d + 2 * to);
        Avx.UnpackHigh(t2.AsDouble(), t3.AsDouble()).AsSingle().Store(d + 3 * to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Rows(float* s, nint apart) => Vector256.Create(Vector128.Load(s), Vector128.Load(s + apart));

    internal static void Block16(float* s, nint stride, float* d, nint to)
    {
        for (int quarter = 0; quarter < 4; quarter++)
        {
            Quarter16(s + 4 * quarter, stride, d + 4 * quarter * to, to);
        }
    }

    /// <summary>Four columns of 16 rows: rows r, r + 4, r + 8 and r + 12 share a register from the start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter16(float* s, nint stride, float* d, nint to)
    {
        Vector512<float> r0 = FourRows(s, 4 * stride);
        Vector512<float> r1 = FourRows(s + stride, 4 * stride);
        Vector512<float> r2 = FourRows(s + 2 * stride, 4 * stride);
        Vector512<float> r3 = FourRows(s + 3 * stride, 4 * stride);
        Vector512<float> t0 = Avx512F.UnpackLow(r0, r1);
        Vector512<float> t1 = Avx512F.UnpackLow(r2, r3);
        Vector512<float> t2 = Avx512F.UnpackHigh(r0, r1);
        Vector512<float> t3 = Avx512F.UnpackHigh(r2, r3);
        Avx512F.UnpackLow(t0.AsDouble(), t1.AsDouble()).AsSingle().Store(d);
        Avx512F.UnpackHigh(t0.AsDouble(), t1.AsDouble()).AsSingle().Store(d + to);
        Avx512F.UnpackLow(t2.AsDouble(), t3.AsDouble()).AsSingle().Store(d + 2 * to);
        Avx512F.UnpackHigh(t2.AsDouble(), t3.AsDouble()).AsSingle().Store(d + 3 * to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FourRows(float* s, nint apart)
    {
        // Spelled out: Vector512.Create(lower, upper) writes into a register of before and so waits for it.
        Vector512<float> rows = Vector128.Load(s).ToVector256Unsafe().ToVector512Unsafe();
        rows = Avx512F.InsertVector128(rows, Vector128.Load(s + apart), 1);
        rows = Avx512F.InsertVector128(rows, Vector128.Load(s + 2 * apart), 2);
        return Avx512F.InsertVector128(rows, Vector128.Load(s + 3 * apart), 3);
    }
}
