using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>Terms of a sum that meet padding, which lies nowhere, and are left out: there are those with 0 ≤ row·RowStep + term·TermStep + Shift &lt; Places.</summary>
/// <param name="Row">The dimension of the rows that decides.</param>
/// <param name="TermStep">Not 0.</param>
internal sealed record SumCut(int Row, int RowStep, int TermStep, int Shift, int Places)
{
    /// <summary>Whether one of so many rows lacks one of so many terms.</summary>
    public bool Cuts(int rows, int terms)
    {
        int[] corners = [Place(0, 0), Place(rows - 1, 0), Place(0, terms - 1), Place(rows - 1, terms - 1)];
        return corners.Min() < 0 || corners.Max() >= Places;
    }

    public bool Has(int row, int term) => Place(row, term) is >= 0 and int place && place < Places;

    private int Place(int row, int term) => (row * RowStep) + (term * TermStep) + Shift;

    /// <summary>The first term of a row and the one after the last, of so many, as text; the first may lie behind the other: then there are none.</summary>
    /// <param name="row">A variable, or a number.</param>
    public (string First, string End) Bounds(string row, int terms)
    {
        int step = Math.Abs(TermStep), slope = TermStep > 0 ? -RowStep : RowStep;
        // Division rounds towards zero, which differs from rounding down only where the bound of all terms applies anyhow.
        (int first, int end) = TermStep > 0 ? (step - 1 - Shift, Places - Shift + step - 1) : (Shift - Places + step, Shift + step);
        return (Quotient(first, "Math.Max(0, ", q => Math.Max(0, q)), Quotient(end, $"Math.Min({Literals.Int(terms)}, ", q => Math.Min(terms, q)));

        string Quotient(int constant, string bound, Func<int, int> bounded)
        {
            if (int.TryParse(row, out int number)) return Literals.Int(bounded(((number * slope) + constant) / step));
            string times = Math.Abs(slope) == 1 ? row : $"{row} * {Literals.Int(Math.Abs(slope))}";
            string sum = slope < 0 ? $"{Literals.Int(constant)} - {times}" : constant == 0 ? times : constant < 0 ? $"{times} - {Literals.Int(-constant)}" : $"{times} + {Literals.Int(constant)}";
            return $"{bound}{(step == 1 ? sum : $"({sum}) / {Literals.Int(step)}")})";
        }
    }
}
