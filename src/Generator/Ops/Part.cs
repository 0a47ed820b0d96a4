using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// One of the results of an op that has several. A part that nobody reads is dropped with every other dead node, and the op's kernel does not store it: what
/// only a backward pass reads costs nothing in a prediction.
/// </summary>
/// <param name="Index">Which one; the op numbers them.</param>
/// <param name="Label">Its name.</param>
/// <param name="Type">Its shape.</param>
internal sealed record Part(int Index, string Label, TensorType Type) : Op
{
    public override string Name => Label;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Type;

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // The op asks for the gradients of its parts itself. That one arrived is all it must learn, so that its turn comes.
        if (g.GradientOf(node.Inputs[0]) is null) g.Accumulate(node.Inputs[0], g.Graph.Constant(0f));
    }

    public override string Describe() => $"part {Label}";
}

/// <summary>An op whose results are <see cref="Part"/>s of it. Its own value only names it: it has no memory, and no gradient that means anything.</summary>
internal abstract record PartedOp : Op
{
    /// <summary>Memory that the kernel works in, after the parts among what it writes.</summary>
    public abstract IReadOnlyList<(string Name, TensorType Type)> Scratch(IReadOnlyList<TensorType> inputs);

    /// <summary>The kernel that stores these parts, ascending.</summary>
    public abstract Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, EquatableArray<int> parts);
}
