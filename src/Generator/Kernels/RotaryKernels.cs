using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>Cosines and sines of rotary positions.</summary>
internal sealed record RotaryTableKernel(int Time, int Pairs, float Base) : RuntimeKernel
{
    public override string MethodName => "Rotary.Fill";

    public override Split Split => Split.Once;

    public override long Cost => 32L * Time * Pairs;

    public override string Call(CallSite site) => $"Rotary.Fill({site.Writes[0]}, {Literals.Int(Time)}, {Literals.Int(Pairs)}, {Literals.Float(Base)});";
}

/// <summary>Turns pairs of numbers in rows of [batch × rows, 2 × pairs].</summary>
/// <param name="Time">Positions.</param>
/// <param name="Inner">Rows of one position that follow each other.</param>
/// <param name="Rows">Of a sample.</param>
internal sealed record RotateKernel(int Time, int Inner, int Pairs, int Rows, bool IsBack) : RuntimeKernel
{
    public override string MethodName => "Rotary.Turn";

    public override Split Split => Split.Samples;

    public override long Cost => 2L * Rows * Pairs;

    public override string Call(CallSite site)
    {
        string scale = Rows == 1 ? "" : " * " + Literals.Int(Rows);
        return $"Rotary.Turn({site.Reads[0]}, {site.Reads[1]}, {site.Writes[0]}, {site.From}{scale}, {site.To}{scale}, {Literals.Int(Time)}, {Literals.Int(Inner)}, {Literals.Int(Pairs)}, {(IsBack ? "-1f" : "1f")});";
    }
}
