using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>Moves each sample's numbers into another order of dimensions: planes of the two dimensions that are innermost before and after are transposed.</summary>
/// <param name="Extents">Of the result, without the batch.</param>
/// <param name="Strides">Of the source, for the result's dimensions.</param>
internal sealed record PermuteKernel(EquatableArray<int> Extents, EquatableArray<int> Strides, int SourceSample, bool IsBatched) : Kernel
{
    public override string MethodName => $"Permute_{(IsBatched ? "" : "Fixed_")}{string.Join("x", Extents.Select(e => Literals.Int(e)))}_{string.Join("_", Strides.Select(s => Literals.Int(s)))}";

    public override Split Split => IsBatched ? Split.Samples : IsMatrix ? Split.Outputs : Split.Once;

    /// <summary>A matrix without a batch that is turned, such as a weight: workers share its rows.</summary>
    private bool IsMatrix => !IsBatched && Extents.Count == 2 && Strides[0] == 1;

    public override int OutputParts => Extents[0];

    public override int OutputGranularity => SimdForm.LogicalLanes;

    public override long Cost => Extents.Aggregate(1L, (all, extent) => all * extent);

    public override string Call(CallSite site) => IsBatched || IsMatrix ? $"{MethodName}({site.Arguments(site.From, site.To)});" : $"{MethodName}({site.Arguments()});";

    public override void Emit(CodeWriter writer)
    {
        int last = Extents.Count - 1, inner = Strides.ToList().IndexOf(1), size = Extents.Aggregate(1, (all, extent) => all * extent);
        var target = new int[Extents.Count];
        target[last] = 1;
        for (int d = last - 1; d >= 0; d--) target[d] = target[d + 1] * Extents[d + 1];
        writer.Line($"// y[{(IsBatched ? "batch, " : "")}{string.Join(", ", Extents.Select(e => Literals.Int(e)))}]: x in another order");
        using (writer.Block($"private static void {MethodName}(float* x, float* y{(IsBatched || IsMatrix ? ", nint from, nint to" : "")})"))
        {
            if (IsMatrix)
            {
                string rows = Literals.Int(Extents[1]), apart = Literals.Int(Strides[1]);
                writer.Line($"Transpose.Run(x + from, {apart}, y + from * {rows}, {rows}, {rows}, (int)(to - from));");
                return;
            }

            var scopes = new Stack<IDisposable>();
            if (IsBatched) scopes.Push(writer.Block("for (nint sample = from; sample < to; sample++)"));
            int[] outer = [.. Enumerable.Range(0, last).Where(d => d != inner && Extents[d] > 1)];
            foreach (int d in outer) scopes.Push(writer.Block($"for (nint d{Literals.Int(d)} = 0; d{Literals.Int(d)} < {Literals.Int(Extents[d])}; d{Literals.Int(d)}++)"));
            string source = $"x{(IsBatched ? $" + sample * {Literals.Int(SourceSample)}" : "")}{string.Concat(outer.Select(d => $" + d{Literals.Int(d)} * {Literals.Int(Strides[d])}"))}";
            string result = $"y{(IsBatched ? $" + sample * {Literals.Int(size)}" : "")}{string.Concat(outer.Select(d => $" + d{Literals.Int(d)} * {Literals.Int(target[d])}"))}";
            if (inner == last) writer.Line($"Copy.Run({source}, {result}, {Literals.Int(Extents[last])});");
            else if (inner < 0) writer.Line($"for (nint i = 0; i < {Literals.Int(Extents[last])}; i++) ({result})[i] = ({source})[i * {Literals.Int(Strides[last])}];");
            else writer.Line($"Transpose.Run({source}, {Literals.Int(Strides[last])}, {result}, {Literals.Int(target[inner])}, {Literals.Int(Extents[last])}, {Literals.Int(Extents[inner])});");
            while (scopes.Count > 0) scopes.Pop().Dispose();
        }
    }
}
