using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>How the threads of a team share a kernel. They always split outputs, never sums.</summary>
internal enum Split
{
    /// <summary>By samples: each worker computes its own rows from its own rows, so such kernels follow each other without a barrier.</summary>
    Samples,

    /// <summary>By parts of an output that has no batch dimension.</summary>
    Outputs,

    /// <summary>One worker does it.</summary>
    Once,
}

/// <summary>
/// A loop nest with all extents known: what is emitted once for each distinct shape and called by every layer that has it. A record, so equal
/// kernels are found by value.
/// </summary>
internal abstract record Kernel
{
    /// <summary>Name of the emitted method, unique by shape.</summary>
    public abstract string MethodName { get; }

    /// <summary>The kernel whose method this one calls: the same but for extents that the caller passes, so layers of other sizes share it.</summary>
    public virtual Kernel Shared => this;

    public abstract Split Split { get; }

    /// <summary>For <see cref="Split.Outputs"/>: how many parts there are to share.</summary>
    public virtual int OutputParts => 1;

    /// <summary>For <see cref="Split.Outputs"/>: workers get multiples of it.</summary>
    public virtual int OutputGranularity => 1;

    /// <summary>For sums over the batch: the same kernel, which can be told to go on from the sums of earlier samples; null where it can not.</summary>
    public virtual Kernel? Resuming => null;

    /// <summary>For <see cref="Split.Samples"/>: samples below which its tiles are not full.</summary>
    public virtual int LeastSamples => 1;

    /// <summary>Work in multiply-adds or their like, for one sample or in all; decides whether a second thread pays.</summary>
    public abstract long Cost { get; }

    /// <summary>What happens to its sums before they are stored; kernels with the same one share its method.</summary>
    public virtual LaneProgram? SharedEpilogue => null;

    /// <summary>Whether operand <paramref name="index"/> is read one number at a time, so that it may lie in a caller's memory.</summary>
    public virtual bool ReadsScalars(int index) => false;

    /// <summary>Prints the method; prints nothing for kernels that are a function of the runtime.</summary>
    public abstract void Emit(CodeWriter writer);

    /// <summary>The statement that calls the kernel.</summary>
    public abstract string Call(CallSite site);

    /// <summary>Sealed: a record would print its fields, under the current culture.</summary>
    public sealed override string ToString() => MethodName;
}

/// <summary>The names that hold a call's operands, results and range where the kernel is called.</summary>
/// <param name="Reads">Pointer expressions.</param>
/// <param name="Writes">Pointer expressions.</param>
/// <param name="Batch">All samples.</param>
internal sealed record CallSite(IReadOnlyList<string> Reads, IReadOnlyList<string> Writes, string From, string To, string Batch, string Stride)
{
    /// <summary>The number in the batch of the first sample that is in memory; null where all are.</summary>
    public string? Start { get; init; }

    /// <summary>Samples that are in memory.</summary>
    public string Samples { get; init; } = Batch;

    /// <summary>Whether the sums of earlier samples are stored already.</summary>
    public string Resumes => Start is null ? "false" : Start + " > 0";

    /// <summary>A place or count times a literal.</summary>
    public static string Times(string count, long factor)
        => factor == 1 ? count : long.TryParse(count, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long literal) ? Literals.Int(literal * factor) : $"{count} * {Literals.Int(factor)}";

    public string Arguments(params string[] more) => string.Join(", ", Reads.Concat(Writes).Concat(more));
}

/// <summary>A kernel applied to values.</summary>
/// <param name="Comment">The layer and the shapes, one line.</param>
internal sealed record KernelCall(Kernel Kernel, EquatableArray<Value> Reads, EquatableArray<Value> Writes, string Comment)
{
    public override string ToString() => $"{string.Join(", ", Writes)} = {Kernel}({string.Join(", ", Reads)})  // {Comment}";
}
