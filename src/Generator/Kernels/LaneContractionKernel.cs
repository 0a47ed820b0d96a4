using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>
/// The nests of a <see cref="ContractionKernel"/> over samples that lie side by side: a, c and, where the batch is summed over, b have 16 lanes behind each number; weights b are broadcast.
/// Each element is the same chain as there; a sum over the batch is 16 chains, one in each lane.
/// </summary>
/// <param name="SampleA">Elements of a for 16 samples.</param>
/// <param name="SampleB">Elements of b for 16 samples where the batch is summed over; otherwise 0.</param>
/// <param name="SampleC">Elements of c for 16 samples; 0 where the batch is summed over.</param>
/// <param name="IsSparse">Some of c is reached by no nest and is set to zero.</param>
/// <param name="Epilogue">Operand 0 is the sum; null to store it as it is. Other operands are single numbers, or one for each column.</param>
internal sealed record LaneContractionKernel(
    string Name, EquatableArray<ContractionNest> Nests, int SampleA, int SampleB, int SampleC, bool IsSparse, LaneProgram? Epilogue) : Kernel
{
    /// <summary>Parts of the result that threads share where the batch is summed over.</summary>
    public const int Parts = 64;

    /// <summary>Numbers of both factors that stay in the second-level cache while tiles of a sum over the batch read them.</summary>
    public const int BlockFloats = 1 << 16;

    public override LaneProgram? SharedEpilogue => Epilogue;

    public override string MethodName
        => $"{Name}_{ContractionNest.Fingerprint(Nests, $"{Literals.Int(SampleA)} {Literals.Int(SampleB)} {Literals.Int(SampleC)}{IsSparse}")}{(Epilogue is null ? "" : "_" + Epilogue.Signature)}";

    public bool SumsBatch => SampleC == 0;

    public override Split Split => SumsBatch ? Split.Outputs : Split.Samples;

    public override int OutputParts => Parts;

    public override long Cost => Nests.Sum(n => n.Cost);

    public bool NeedsBatch => SumsBatch || Epilogue?.NeedsBatch == true;

    public override string Call(CallSite site) => $"{MethodName}({site.Arguments(site.From, site.To)}{(NeedsBatch ? ", batch" : "")});";

    public override void Emit(CodeWriter writer) => LaneContractionEmitter.Emit(writer, this);

    /// <summary>Whether a program's operands are what a tile can hand to it.</summary>
    public static bool Accepts(LaneProgram program, int columns) => Enumerable.Range(0, program.Operands.Count).All(i => program.Operands[i] switch
    {
        OperandShape.Full or OperandShape.Single => true,
        OperandShape.StridedOne => program.Maps[i].Terms.Count == 1 && program.Maps[i].Terms[0] == new RowTerm(1, columns, 1),
        _ => false,
    });
}
