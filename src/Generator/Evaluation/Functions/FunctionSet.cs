namespace NeuralNet.Gen.Generator.Evaluation.Functions;

/// <summary>
/// Functions of tensors that are neither layers nor losses, by the name that users write: <c>Tensor.Exp</c>, <c>Functional.Concat</c>. Subclasses are
/// found by themselves: a new theme is a new file.
/// </summary>
internal abstract class FunctionSet
{
    private static readonly Lazy<IReadOnlyDictionary<string, Func<FunctionCall, object?>>> Known = new(() =>
    {
        IEnumerable<Type> types = typeof(FunctionSet).Assembly.GetTypes().Where(t => typeof(FunctionSet).IsAssignableFrom(t) && !t.IsAbstract);
        return types.SelectMany(t => ((FunctionSet)Activator.CreateInstance(t)).Functions).ToDictionary(f => f.Name, f => f.Function, StringComparer.Ordinal);
    });

    public static Func<FunctionCall, object?>? Find(string type, string member) => Known.Value.TryGetValue(type + "." + member, out Func<FunctionCall, object?> function) ? function : null;

    /// <summary>Each with its type and name; it returns what the evaluator takes for a value: a <see cref="TensorValue"/>, a number, a tuple, an array.</summary>
    protected abstract IEnumerable<(string Name, Func<FunctionCall, object?> Function)> Functions { get; }
}
