using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// Cosines and sines of rotary positions (Su et al., 2021), [time, 2·pairs]: for position p and pair i those of p·base^(−i/pairs). The runtime computes them
/// once in each run of a program, with the same bits on every machine.
/// </summary>
internal sealed record RotaryTable(int Time, int Pairs, float Base) : Op
{
    public override string Name => "rotary_table";

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Float(Time, checked(2 * Pairs));

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        // Angles are not trained.
    }

    public override Kernels.Kernel MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => new Kernels.RotaryTableKernel(Time, Pairs, Base);

    public override string Describe() => $"rotary_table {Literals.Int(Time)} × {Literals.Int(Pairs)} base {Literals.Float(Base)}";
}
