using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>[outer, middle, inner] → [outer, inner]: sum, maximum, or sum of products or squares over a dimension in the middle, for each place four chains over every fourth number.</summary>
/// <param name="Function">The one of the runtime's <c>AxisReduce</c>.</param>
internal sealed record AxisReduceKernel(string Function, Extent Outer, int Middle, int Inner) : RuntimeKernel
{
    public override string MethodName => "AxisReduce." + Function;

    public override Split Split => Outer.IsBatched ? Split.Samples : Split.Once;

    public override long Cost => (long)Outer.Count * Middle * Inner;

    public override string Call(CallSite site)
    {
        (string from, string to) = Outer.IsBatched ? (CallSite.Times(site.From, Outer.Count), CallSite.Times(site.To, Outer.Count)) : ("0", Literals.Int(Outer.Count));
        return $"{MethodName}({site.Arguments(from, to, Literals.Int(Middle), Literals.Int(Inner))});";
    }
}
