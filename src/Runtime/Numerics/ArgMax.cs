namespace NeuralNet.Gen.Numerics;

/// <summary>The place of the largest number. Called by generated code.</summary>
public static unsafe class ArgMax
{
    /// <summary>For each row the column of its largest number: the first of equals, and of NaNs the first where there are any.</summary>
    /// <param name="x">Rows of <paramref name="columns"/> numbers.</param>
    /// <param name="y">One number a row.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row after the last.</param>
    /// <param name="columns">At least 1.</param>
    public static void Rows(float* x, float* y, nint from, nint to, int columns)
    {
        for (nint row = from; row < to; row++)
        {
            float* values = x + (row * columns);
            int best = 0;
            for (int i = 1; i < columns && !float.IsNaN(values[best]); i++)
            {
                if (values[i] > values[best] || float.IsNaN(values[i])) best = i;
            }

            y[row] = best;
        }
    }
}
