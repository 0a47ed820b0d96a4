using System.Globalization;
using Compare.Reports;

namespace Compare.Products;

/// <summary>One product beside BLAS.</summary>
/// <param name="Workload">Of the first network that has it.</param>
/// <param name="Programs">Of that network, which call it.</param>
/// <param name="Name">The kernel's.</param>
/// <param name="Product">Its extents.</param>
/// <param name="Gflops">Ours.</param>
/// <param name="Rivals">The libraries.</param>
/// <param name="PeakGflops">P.</param>
internal sealed record ProductRow(
    string Workload, string Programs, string Name, EmittedProduct Product, double Gflops, IReadOnlyList<ProductRival> Rivals, double PeakGflops)
{
    private const double LeastOfP = 0.95;
    private const int SmallExtent = 32;

    /// <summary>Ours over the fastest library with the factors as the network has them: above 1 ours is faster.</summary>
    public double? Ratio => Rivals.Count == 0 ? null : Gflops / Rivals.Max(r => r.Gflops);

    /// <summary>Ours over the fastest library in the order that it likes best.</summary>
    public double? TurnedRatio => Rivals.Count == 0 ? null : Gflops / Rivals.Max(r => r.TurnedGflops);

    /// <summary>No extent is so small that tiles cannot be full, and yet less than 95 % of P.</summary>
    public bool IsBelowPeak => Math.Min(Product.M, Math.Min(Product.N, Product.K)) >= SmallExtent && Gflops < LeastOfP * PeakGflops;

    public static void WriteHeader()
        => Console.WriteLine($"{"workload",-24} {"programs",-16} {"m × k × n",-20} {"times",5} {"ours",7} {"of P",5} {"openblas",9} {"of P",5} {"blis",8} {"of P",5} {"ours/best",9} {"/turned",7}  {"kernel"}");

    public void Write()
    {
        string size = $"{Product.M} × {Product.K} × {Product.N}";
        string marks = (Ratio < 1 ? "<" : TurnedRatio < 1 ? "t" : "") + (IsBelowPeak ? "P" : "");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Workload,-24} {Programs,-16} {size,-20} {Product.Count,5} {Gflops,7:F1} {Gflops / PeakGflops,5:P0} {Of("openblas", 9)} {Of("blis", 8)} {Number(Ratio),6} {marks,-2} {Number(TurnedRatio),7}  {Name} {string.Join(" ", Rivals.Select(r => $"{r.Library}:{r.Order}"))}"));
    }

    public static void WriteJson(string path, IReadOnlyList<ProductRow> rows) => JsonReport.Write(path, rows, (json, row) =>
    {
        json.WriteString("workload", row.Workload);
        json.WriteString("programs", row.Programs);
        json.WriteString("kernel", row.Name);
        json.WriteNumber("m", row.Product.M);
        json.WriteNumber("k", row.Product.K);
        json.WriteNumber("n", row.Product.N);
        json.WriteNumber("count", row.Product.Count);
        json.WriteNumber("gflops", Math.Round(row.Gflops, 2));
        json.WriteNumber("p_gflops", Math.Round(row.PeakGflops, 2));
        json.WriteNumber("fma_fraction", Math.Round(row.Gflops / row.PeakGflops, 4));
        JsonReport.WriteNumberOrNull(json, "ratio", row.Ratio);
        JsonReport.WriteNumberOrNull(json, "turned_ratio", row.TurnedRatio);
        json.WriteStartObject("blas_gflops");
        foreach (ProductRival rival in row.Rivals) json.WriteNumber(rival.Library, Math.Round(rival.Gflops, 2));
        json.WriteEndObject();
        json.WriteStartObject("turned_blas_gflops");
        foreach (ProductRival rival in row.Rivals) json.WriteNumber(rival.Library, Math.Round(rival.TurnedGflops, 2));
        json.WriteEndObject();
    });

    private static string Number(double? ratio) => ratio is { } number ? number.ToString("F2", CultureInfo.InvariantCulture) : "-";

    private string Of(string library, int width)
    {
        double best = Rivals.Where(r => r.Library.StartsWith(library, StringComparison.Ordinal)).Select(r => r.Gflops).DefaultIfEmpty(0).Max();
        return best == 0 ? "-".PadLeft(width) + "     -" : string.Create(CultureInfo.InvariantCulture, $"{best.ToString("F1", CultureInfo.InvariantCulture).PadLeft(width)} {best / PeakGflops,5:P0}");
    }
}
