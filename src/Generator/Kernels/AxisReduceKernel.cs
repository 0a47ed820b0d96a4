using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>[outer, middle, inner] → [outer, inner]: sum or maximum over a dimension in the middle, for each place four chains over every fourth number.</summary>
internal sealed record AxisReduceKernel(ReduceKind Kind, Extent Outer, int Middle, int Inner) : RuntimeKernel
{
    public override string MethodName => Kind == ReduceKind.Sum ? "AxisReduce.Sum" : "AxisReduce.Max";

    public override Split Split => Outer.IsBatched ? Split.Samples : Split.Once;

    public override long Cost => (long)Outer.Count * Middle * Inner;

    public override string Call(CallSite site)
    {
        (string from, string to) = Outer.IsBatched ? (CallSite.Times(site.From, Outer.Count), CallSite.Times(site.To, Outer.Count)) : ("0", Literals.Int(Outer.Count));
        return $"{MethodName}({site.Arguments(from, to, Literals.Int(Middle), Literals.Int(Inner))});";
    }
}
