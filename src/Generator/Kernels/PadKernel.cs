using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>Padding of whole rows: [batch, rows, length] put into samples of <paramref name="Size"/> numbers, row after row <paramref name="Stride"/> further, and a number everywhere else.</summary>
/// <param name="Offset">Where the first row goes.</param>
internal sealed record PadKernel(int Rows, int Length, int Stride, int Offset, int Size, float Fill) : RuntimeKernel
{
    public override string MethodName => "Copy.Pad";

    public override Split Split => Split.Samples;

    public override long Cost => Size;

    /// <summary>It reads nothing but the numbers.</summary>
    public override bool ReadsScalars(int index) => true;

    public override string Call(CallSite site)
        => $"{MethodName}({site.Arguments(site.From, site.To, Literals.Int(Rows), Literals.Int(Length), Literals.Int(Stride), Literals.Int(Offset), Literals.Int(Size), Literals.Float(Fill))});";
}
