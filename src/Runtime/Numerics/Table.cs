using System.Runtime.Intrinsics;

namespace NeuralNet.Gen.Numerics;

/// <summary>Rows of a table by number, and the gradient of that. Called by generated code, which has checked the numbers.</summary>
public static unsafe class Table
{
    /// <summary>output[i] = table[numbers[i]] for rows from…to.</summary>
    public static void Gather(float* table, int* numbers, float* output, nint from, nint to, int width)
    {
        for (nint i = from; i < to; i++) Copy.Run(table + ((nint)numbers[i] * width), output + (i * width), width);
    }

    /// <summary>
    /// table[r] = sum of rows[i] over all i with numbers[i] = r, in ascending order of i, for table rows first…last; where it resumes, added to what the table holds. Element by element, so the bits do not depend
    /// on the register width.
    /// </summary>
    public static void ScatterAdd(float* rows, int* numbers, float* table, nint count, int width, nint first, nint last, bool resumes = false)
    {
        if (!resumes) new Span<float>(table + (first * width), checked((int)((last - first) * width))).Clear();
        for (nint i = 0; i < count; i++)
        {
            nint number = numbers[i];
            if (number < first || number >= last) continue;
            float* source = rows + (i * width), target = table + (number * width);
            int column = 0;
            for (; column <= width - Vector256<float>.Count; column += Vector256<float>.Count)
                (Vector256.Load(target + column) + Vector256.Load(source + column)).Store(target + column);
            for (; column < width; column++) target[column] += source[column];
        }
    }
}
