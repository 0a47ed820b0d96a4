using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// −ln P(labels)/labels for each sample, over all alignments of labels [batch, length] with logarithms of probabilities [batch, time, classes]; → [batch, 1].
/// Labels end before the first blank. dx = −dy·(probability that an alignment has the class at the time)/labels. Graves et al., 2006.
/// </summary>
/// <param name="ZeroInfinity">Whether labels that no alignment gives cost 0 instead of ∞.</param>
internal sealed record CtcLoss(int Blank, bool ZeroInfinity) : Op
{
    public override string Name => "ctc_loss";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Float(new CtcAlpha(Blank).Infer(inputs).Dims[0], 1);

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        Value x = node.Inputs[0], labels = node.Inputs[1], alpha = g.Graph.Add(new CtcAlpha(Blank), x, labels);
        g.Accumulate(x, g.Graph.Add(new CtcGradient(Blank, ZeroInfinity), x, labels, alpha, dy));
    }

    public override Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs)
        => graph.Add(new CtcCost(Blank, ZeroInfinity), graph.Add(new CtcAlpha(Blank), inputs[0], inputs[1]), inputs[1]);

    public override string Describe() => $"{Name} blank {Emission.Literals.Int(Blank)}{(ZeroInfinity ? " zero infinity" : "")}";
}

/// <summary>Logarithms of the probabilities of beginnings of alignments, [batch, time, 2·length + 1]: what cost and gradient share.</summary>
internal sealed record CtcAlpha(int Blank) : Op
{
    public override string Name => "ctc_alpha";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType x = inputs[0], labels = inputs[1];
        bool fits = x.Rank == 3 && x.Dims[0] == TensorType.Batch && labels.Element == ElementKind.Int32 && labels.Rank == 2;
        if (!fits) throw new ShapeException($"ctc_loss: {x} and {labels} do not fit: [batch, time, classes] and labels [batch, length] are wanted");
        return TensorType.Float(TensorType.Batch, x.Dims[1], checked((2 * labels.Dims[1]) + 1));
    }

    public override Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result)
        => new CtcKernel("Forward", CtcKernel.Join(inputs[0].Dims[1], inputs[0].Dims[2], inputs[1].Dims[1], Blank), 32L * result.PerSample);
}

/// <summary>−ln P from the last beginnings.</summary>
internal sealed record CtcCost(int Blank, bool ZeroInfinity) : Op
{
    public override string Name => "ctc_cost";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Float(TensorType.Batch, 1);

    public override Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result)
        => new CtcKernel("Cost", CtcKernel.Join(inputs[0].Dims[1], inputs[1].Dims[1], Blank) + ", " + CtcKernel.Flag(ZeroInfinity), 32);
}

/// <summary>The gradient of <see cref="CtcLoss"/>: from logarithms of probabilities, labels, beginnings and dy.</summary>
internal sealed record CtcGradient(int Blank, bool ZeroInfinity) : Op
{
    public override string Name => "ctc_gradient";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

    public override Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result)
        => new CtcKernel("Gradient", CtcKernel.Join(inputs[0].Dims[1], inputs[0].Dims[2], inputs[1].Dims[1], Blank) + ", " + CtcKernel.Flag(ZeroInfinity), 48L * inputs[2].PerSample);
}
