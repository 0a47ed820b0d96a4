using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// Inputs x [batch, …, channels], running mean and variance [channels]. While training (x − μ)/√(σ² + ε) with the batch's own statistics, a <see cref="BatchNormalise"/>; otherwise
/// with the running ones. Which of the two is settled when a program is specialised. Ioffe and Szegedy, 2015.
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
        if (training) return graph.Add(new BatchNormalise(Epsilon), inputs[0]);
        Value deviation = graph.Add(new Sqrt(), graph.Plus(inputs[2], graph.Constant(Epsilon)));
        return graph.Over(graph.Minus(inputs[0], inputs[1]), deviation);
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
        => throw new InvalidOperationException("batch_norm is specialised before gradients are taken");

    public override string Describe() => $"{Name} {Literals.Float(Epsilon)}";
}
