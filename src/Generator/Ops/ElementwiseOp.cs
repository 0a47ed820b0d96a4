using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>An op that works on each element alone; inputs broadcast against each other.</summary>
internal abstract record ElementwiseOp : Op
{
    /// <summary>Whether a few instructions do it: such ops run on a product's accumulators before these are stored.</summary>
    public virtual bool IsCheap => true;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Broadcast(Name, inputs);

    /// <summary>The C# expression for one register of elements.</summary>
    /// <param name="form">The register width.</param>
    /// <param name="args">Names of local variables or constants.</param>
    public abstract string Emit(SimdForm form, IReadOnlyList<string> args);
}

/// <summary>An element-wise function of one input that goes through the runtime's <c>VectorMath</c>.</summary>
internal abstract record MathOp : ElementwiseOp
{
    public override bool IsCheap => false;

    protected abstract string Function { get; }

    public sealed override string Emit(SimdForm form, IReadOnlyList<string> args) => form.Math(Function, args[0]);
}
