using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>The functions of the runtime's <c>Ctc</c>, sample by sample.</summary>
/// <param name="Function">Its name there.</param>
/// <param name="Sizes">What follows the range: extents, the blank and flags, as written.</param>
internal sealed record CtcKernel(string Function, string Sizes, long Work) : RuntimeKernel
{
    public override string MethodName => "Ctc." + Function;

    public override Split Split => Split.Samples;

    public override long Cost => Work;

    public override bool ReadsScalars(int index) => true;

    public override string Call(CallSite site) => $"Ctc.{Function}({site.Arguments(site.From, site.To)}, {Sizes});";

    public static string Flag(bool value) => value ? "true" : "false";

    public static string Join(params int[] numbers) => string.Join(", ", numbers.Select(n => Literals.Int(n)));
}
