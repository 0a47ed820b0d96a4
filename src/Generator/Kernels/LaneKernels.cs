using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>Moves [batch, <paramref name="Size"/>] to [batch/16, size, 16] or back.</summary>
internal sealed record LaneTransposeKernel(int Size, bool ToLanes) : RuntimeKernel
{
    public override string MethodName => ToLanes ? "SampleLanes.Pack" : "SampleLanes.Unpack";

    public override Split Split => Split.Samples;

    public override long Cost => Size;

    /// <summary>It reads nothing but the numbers.</summary>
    public override bool ReadsScalars(int index) => ToLanes;

    public override string Call(CallSite site) => $"{MethodName}({site.Arguments(site.From, site.To, Literals.Int(Size))});";
}

/// <summary>[batch/16, <paramref name="Columns"/>, 16] → [columns].</summary>
internal sealed record LaneSumKernel(int Columns) : RuntimeKernel
{
    public override string MethodName => "SampleLanes.Sum";

    public override Split Split => Split.Once;

    public override long Cost => Columns;

    public override string Call(CallSite site) => $"{MethodName}({site.Arguments(Literals.Int(Columns), "batch")});";
}
