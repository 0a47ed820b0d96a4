using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>The place of each row's largest number.</summary>
internal sealed record ArgMaxKernel(Extent Rows, int Columns) : RuntimeKernel
{
    public override string MethodName => "ArgMax.Rows";

    public override Split Split => Rows.IsBatched ? Split.Samples : Split.Once;

    public override long Cost => (long)Rows.Count * Columns;

    public override bool ReadsScalars(int index) => true;

    public override string Call(CallSite site)
    {
        string scale = Rows.Count == 1 ? "" : " * " + Literals.Int(Rows.Count);
        string range = Rows.IsBatched ? $"{site.From}{scale}, {site.To}{scale}" : $"0, {Literals.Int(Rows.Count)}";
        return $"ArgMax.Rows({site.Reads[0]}, {site.Writes[0]}, {range}, {Literals.Int(Columns)});";
    }
}

/// <summary>Writes given numbers.</summary>
internal sealed record VectorKernel(EquatableArray<float> Numbers) : Kernel
{
    public override string MethodName => $"Vector_{Literals.Int(Numbers.Count)}_{Fingerprint}";

    public override Split Split => Split.Once;

    public override long Cost => Numbers.Count;

    /// <summary>Tells vectors of equal length apart, stable between builds and machines.</summary>
    private string Fingerprint
    {
        get
        {
            ulong hash = 14695981039346656037;
            foreach (char c in string.Join(" ", Numbers.Select(n => Literals.Float(n)))) hash = unchecked((hash ^ c) * 1099511628211);
            return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    public override string Call(CallSite site) => $"{MethodName}({site.Writes[0]});";

    public override void Emit(CodeWriter writer)
    {
        using (writer.Block($"private static void {MethodName}(float* y)"))
        {
            writer.Line($"ReadOnlySpan<float> numbers = [{string.Join(", ", Numbers.Select(n => Literals.Float(n)))}];");
            writer.Line($"numbers.CopyTo(new Span<float>(y, {Literals.Int(Numbers.Count)}));");
        }
    }
}
