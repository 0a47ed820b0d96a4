namespace NeuralNet.Gen.Generator.Graph;

/// <summary>
/// What a node does: its name, shape rule, gradient rule and simplifications. An op is a record of its attributes, so equal ops on equal inputs
/// are found and merged. One op, one file; see docs/adding-an-op.md.
/// </summary>
internal abstract record Op
{
    /// <summary>The field's name for it, lower case.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// True for ops that cost nothing to repeat (constants, comparisons, broadcasts): they are repeated inside every kernel that needs them instead
    /// of going through memory.
    /// </summary>
    public virtual bool IsRepeated => false;

    /// <summary>The result's type.</summary>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public abstract TensorType Infer(IReadOnlyList<TensorType> inputs);

    /// <summary>Adds the nodes that carry the gradient <paramref name="dy"/> of <paramref name="node"/> to its inputs.</summary>
    public virtual void Differentiate(GradientBuilder g, Node node, Value dy)
        => throw new NotDifferentiableException($"'{Name}' of '{node.Origin}' has no gradient");

    /// <summary>False for step functions and barriers: no gradient passes, so a parameter behind them alone is not trained.</summary>
    public virtual bool PassesGradient => true;

    /// <summary>A simpler value equal to this op on these inputs in every bit, or null.</summary>
    public virtual Value? Simplify(GraphBuilder graph, IReadOnlyList<Value> inputs) => null;

    /// <summary>The same in primitive ops, or null where this is one. Runs after differentiation.</summary>
    public virtual Value? Decompose(GraphBuilder graph, IReadOnlyList<Value> inputs) => null;

    /// <summary>The kernel that computes this op alone; null for ops that join others in row kernels, and for those that the fusing pass places itself.</summary>
    public virtual Kernels.Kernel? MakeKernel(IReadOnlyList<TensorType> inputs, TensorType result) => null;

    /// <summary>Floating-point operations in products for one sample; a multiply-add counts 2. Element-wise work counts nothing.</summary>
    public virtual long FlopsPerSample(IReadOnlyList<TensorType> inputs, TensorType result) => 0;

    /// <summary>Name and attributes for dumps.</summary>
    public virtual string Describe() => Name;
}

/// <summary>An op without a gradient stands between a parameter and the loss.</summary>
internal sealed class NotDifferentiableException(string message) : Exception(message);
