using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// Inputs x [batch, …, channels], running mean and variance [channels], and perhaps weight w and bias b [channels]. While training (x − μ)/√(σ² + ε)·w + b with the batch's own statistics,
/// a <see cref="BatchNormalise"/>; otherwise with the running ones, as x·s + (b − μ·s) with s = w/√(σ² + ε). Which of the two is settled when a program is specialised. Ioffe and Szegedy, 2015.
/// </summary>
internal sealed record BatchNorm(float Epsilon) : Op
{
    public override string Name => "batch_norm";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        => inputs[0].Rank >= 2 && inputs[0].IsBatched && inputs.Skip(1).All(s => s.Rank == 1 && s.Last == inputs[0].Last)
            ? inputs[0]
            : throw new ShapeException($"{Name}: {inputs[0].ShapeText} and statistics {inputs[1].ShapeText} do not share their channels");

    /// <summary>The op with the statistics that the program takes.</summary>
    public Value Specialize(GraphBuilder graph, IReadOnlyList<Value> inputs, bool training)
    {
        if (training) return inputs.Count == 3 ? graph.Add(new BatchNormalise(Epsilon), inputs[0]) : graph.Add(new BatchNormalise(Epsilon), inputs[0], inputs[3], inputs[4]);

        Value deviation = graph.Add(new Sqrt(), graph.Plus(inputs[2], graph.Constant(Epsilon)));
        Value scale = graph.Over(inputs.Count == 3 ? graph.Constant(1f) : inputs[3], deviation), shift = graph.Times(inputs[1], scale);
        Value scaled = graph.Times(inputs[0], scale);
        return inputs.Count == 3 ? graph.Minus(scaled, shift) : graph.Plus(scaled, graph.Minus(inputs[4], shift));
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
        => throw new InvalidOperationException("batch_norm is specialised before gradients are taken");

    public override string Describe() => $"{Name} {Literals.Float(Epsilon)}";
}
