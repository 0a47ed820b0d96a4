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
internal sealed record LayerContext(NetworkBuilder Network, LayerArguments Arguments, string Name, string Before)
{
    public GraphBuilder Graph => Network.Graph;

    /// <summary>An exception that names both shapes.</summary>
    public DeclarationException Mismatch(Value x, string wanted, string suggestion)
        => new(Diagnostics.Descriptors.ShapeMismatch, null, Before, Graph.TypeOf(x).ShapeText, Arguments.Declaration, wanted, suggestion);
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

    /// <summary>The prediction that belongs to the scores.</summary>
    public virtual Value Predict(GraphBuilder graph, Value scores) => scores;
}

/// <summary>A loss that is the mean over all elements of an element-wise error between output and target of equal shape.</summary>
internal abstract class MeanLossLayer : LossLayer
{
    public sealed override Value Apply(LayerContext context, Value x)
    {
        TensorType type = context.Network.TypeOf(x);
        Value target = context.Network.Target(new Model.TensorModel("targets", ElementKind.Float32, new Model.EquatableArray<int>(type.Dims.Skip(1)), 0));
        return Mean(context.Graph, Error(context, x, target));
    }

    protected abstract Value Error(LayerContext context, Value output, Value target);

    /// <summary>The mean over all elements: sums within samples first, then over the batch.</summary>
    private static Value Mean(GraphBuilder graph, Value error)
    {
        int size = graph.TypeOf(error).PerSample;
        if (graph.TypeOf(error).Rank != 2) error = graph.Add(new Ops.Reshape(Model.EquatableArray.Of(TensorType.Batch, size)), error);
        return MeanOverBatch(graph, graph.SumLast(error), 1f / size);
    }

    /// <summary>[batch, 1] → one number.</summary>
    internal static Value MeanOverBatch(GraphBuilder graph, Value perSample, float factor)
    {
        Value sum = graph.Add(new Ops.Reshape(default), graph.Add(new Ops.Reduce(Ops.ReduceKind.Sum, 0), perSample));
        return graph.Times(graph.Times(sum, factor), graph.Add(new Ops.InverseBatch()));
    }
}
