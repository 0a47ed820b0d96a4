using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>
/// A layer that an attribute declares: it reads its arguments and composes ops. It holds no gradient; the ops do. Subclasses are found by
/// themselves: a new layer is a new file.
/// </summary>
internal abstract class Layer
{
    private static readonly Lazy<IReadOnlyDictionary<string, Layer>> Known = new(() =>
    {
        IEnumerable<Type> types = typeof(Layer).Assembly.GetTypes().Where(t => typeof(Layer).IsAssignableFrom(t) && !t.IsAbstract);
        return types.Select(t => (Layer)Activator.CreateInstance(t)).ToDictionary(layer => layer.Attribute, StringComparer.Ordinal);
    });

    /// <summary>The attribute's class, for example <c>DenseAttribute</c>.</summary>
    public string Attribute => GetType().Name.Substring(0, GetType().Name.Length - "Layer".Length) + "Attribute";

    /// <summary>Lower-case name from which <c>dense1</c>, <c>dense2</c>, … are made.</summary>
    public string Kind
    {
        get
        {
            string name = GetType().Name;
            return char.ToLowerInvariant(name[0]) + name.Substring(1, name.Length - "Layer".Length - 1);
        }
    }

    public static Layer? Find(string attribute) => Known.Value.TryGetValue(attribute, out Layer layer) ? layer : null;

    /// <summary>Appends the layer's ops.</summary>
    /// <exception cref="DeclarationException">An argument is wrong or the shape does not fit.</exception>
    public abstract Value Apply(LayerContext context, Value x);
}

/// <summary>What a layer works with while it is applied.</summary>
/// <param name="Name">The layer's name in parameter paths.</param>
/// <param name="Before">How the layer before it was written, for messages about shapes.</param>
/// <param name="Kept">Parameters that an earlier use of the same layer object made, by name; null for a layer that is used once.</param>
internal sealed record LayerContext(NetworkBuilder Network, LayerArguments Arguments, string Name, string Before, Dictionary<string, Value>? Kept = null)
{
    public GraphBuilder Graph => Network.Graph;

    /// <summary>Names the source of a value for messages, where that need not be the layer before.</summary>
    public Func<Value, string>? ProducerOf { get; init; }

    /// <summary>The arguments of the call that uses a layer object, apart from those that created it; null for a layer that is used once.</summary>
    public LayerArguments? Operands { get; init; }

    /// <summary>A trained tensor of this layer; the same one at every use of a layer object.</summary>
    /// <param name="shape">Its logical shape, PyTorch's.</param>
    /// <param name="memoryOrder">The logical dimensions from outermost to innermost in memory.</param>
    public Value Parameter(string name, int[] shape, int[] memoryOrder, Model.InitializerModel initializer)
    {
        if (Kept is null || !Kept.TryGetValue(name, out Value kept))
        {
            kept = Network.Parameter(Name, name, shape, memoryOrder, initializer);
            Kept?.Add(name, kept);
            return kept;
        }

        TensorType wanted = TensorType.Float([.. memoryOrder.Select(d => shape[d])]), have = Graph.TypeOf(kept);
        if (wanted != have) throw new DeclarationException(Diagnostics.Descriptors.SharedShape, null, Arguments.Declaration, Name + "." + name, have.ShapeText, wanted.ShapeText);
        return kept;
    }

    /// <summary>Numbers of this layer that are saved but not trained; the same ones at every use of a layer object.</summary>
    public Value State(string name, int length, float first)
    {
        if (Kept is not null && Kept.TryGetValue(name, out Value kept))
        {
            if (Graph.TypeOf(kept).Last == length) return kept;
            throw new DeclarationException(Diagnostics.Descriptors.SharedShape, null, Arguments.Declaration, Name + "." + name, Graph.TypeOf(kept).ShapeText, TensorType.Float(length).ShapeText);
        }

        Value state = Network.State(Name, name, length, first);
        Kept?.Add(name, state);
        return state;
    }

    /// <summary>An exception that names both shapes.</summary>
    public DeclarationException Mismatch(Value x, string wanted, string suggestion)
        => new(Diagnostics.Descriptors.ShapeMismatch, null, ProducerOf?.Invoke(x) ?? Before, Graph.TypeOf(x).ShapeText, Arguments.Declaration, wanted, suggestion);
}

/// <summary>A layer that is one element-wise op.</summary>
internal abstract class ActivationLayer : Layer
{
    public sealed override Value Apply(LayerContext context, Value x) => context.Graph.Add(Read(context.Arguments), x);

    protected abstract Op Read(LayerArguments arguments);
}

/// <summary>A layer that compares the network's output with a target.</summary>
internal abstract class LossLayer : Layer
{
    /// <summary>What the network's predictions mean under this loss.</summary>
    public virtual Model.PredictionKind Prediction => Model.PredictionKind.Values;

    /// <summary>The attribute of the activation that this loss contains and that must therefore not stand before it.</summary>
    public virtual string? Contains => null;

    public sealed override Value Apply(LayerContext context, Value x)
    {
        Value target = context.Network.Target(TargetOf(context, x));
        return Compare(context, x, target);
    }

    /// <summary>The target that belongs to an output of this type.</summary>
    public abstract Model.TensorModel TargetOf(LayerContext context, Value x);

    /// <summary>The mean loss of the batch, one number.</summary>
    public abstract Value Compare(LayerContext context, Value x, Value target);

    /// <summary>The prediction that belongs to the scores.</summary>
    public virtual Value Predict(GraphBuilder graph, Value scores) => scores;

    /// <summary>The mean over all elements: sums within samples first, then over the batch.</summary>
    internal static Value Mean(GraphBuilder graph, Value x)
    {
        int size = graph.TypeOf(x).PerSample;
        if (size == 1 && graph.TypeOf(x).Rank == 2) return MeanOverBatch(graph, x, 1f);
        if (graph.TypeOf(x).Rank != 2) x = graph.Add(new Ops.Reshape(Model.EquatableArray.Of(TensorType.Batch, size)), x);
        return MeanOverBatch(graph, graph.SumLast(x), 1f / size);
    }

    /// <summary>[batch, 1] → one number.</summary>
    private static Value MeanOverBatch(GraphBuilder graph, Value perSample, float factor)
    {
        Value sum = graph.Add(new Ops.Reshape(default), graph.Add(new Ops.Reduce(Ops.ReduceKind.Sum, 0), perSample));
        return graph.Times(graph.Times(sum, factor), graph.Add(new Ops.InverseBatch()));
    }
}

/// <summary>A loss that is the mean over all elements of an element-wise error between output and target of equal shape.</summary>
internal abstract class MeanLossLayer : LossLayer
{
    public sealed override Model.TensorModel TargetOf(LayerContext context, Value x)
        => new("targets", ElementKind.Float32, new Model.EquatableArray<int>(context.Network.TypeOf(x).Dims.Skip(1)), 0);

    public sealed override Value Compare(LayerContext context, Value x, Value target)
    {
        if (context.Network.TypeOf(target) != context.Network.TypeOf(x))
            throw context.Mismatch(target, context.Network.TypeOf(x).ShapeText, "targets have the output's shape");
        return Mean(context.Graph, Error(context, x, target));
    }

    protected abstract Value Error(LayerContext context, Value output, Value target);
}
