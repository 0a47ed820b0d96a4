using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>
/// softmax(q·kᵀ/√d + bias)·v for each head (Vaswani et al., 2017), composed of ops: what all attention layers share. Masks of two times are never stored:
/// the kernel that takes the softmax compares places.
/// </summary>
/// <param name="Operands">Holds <c>bias</c>, <c>lengths</c> and <c>mask</c>, where they are given.</param>
/// <param name="Dropout">Probability that a weight is dropped while training.</param>
/// <param name="Path">Keys the dropout's random numbers.</param>
internal sealed record ScaledDotProduct(NetworkBuilder Network, LayerArguments Operands, bool IsCausal, float Dropout, string Path)
{
    /// <summary>Rows of a tile: with fewer nothing can be left out.</summary>
    private const int FewQueries = 8;

    private GraphBuilder Graph => Network.Graph;

    /// <summary>Reads the probability that all attention layers call <c>dropout</c>.</summary>
    public static float ReadDropout(LayerArguments arguments) => arguments.Float("dropout", 0f, p => p >= 0f && p < 1f, "a probability of at least 0 and below 1");

    /// <param name="q">[batch, heads, queries, d].</param>
    /// <param name="k">[batch, heads, keys, d].</param>
    /// <param name="v">[batch, heads, keys, any].</param>
    /// <returns>[batch, heads, queries, any].</returns>
    public Value Apply(Value q, Value k, Value v)
    {
        TensorType type = Graph.TypeOf(q);
        // Scores after the diagonal are hidden below and weights there are 0: half of the work.
        bool isTriangle = IsCausal && type.Dims[2] == Graph.TypeOf(k).Dims[2] && type.Dims[2] > FewQueries;
        var product = new BatchMatMul(false, true) { Triangle = isTriangle ? Triangle.Result : Triangle.None };
        Value scores = Graph.Times(Graph.Add(product, q, k), (float)(1 / Math.Sqrt(type.Last)));
        TensorType wanted = Graph.TypeOf(scores);
        int queries = wanted.Dims[2], keys = wanted.Dims[3];
        if (IsCausal && queries != keys)
            throw new DeclarationException(Descriptors.BadArgument, "causal", Operands.Declaration, "causal", "true", $"as many keys as queries, not {Literals.Int(keys)} and {Literals.Int(queries)}");
        if (Operands.Optional("bias") is { } bias) scores = Graph.Plus(scores, Bias(bias, wanted));
        if (Operands.Optional("mask") is { } mask) scores = Graph.Plus(scores, Seen(mask, keys));
        // A place alone sees itself.
        if (IsCausal && queries > 1) scores = Only(Graph.Add(new CausalMask(queries)), scores);
        if (Operands.Optional("lengths") is { } lengths) scores = Only(Within(lengths, keys), scores);
        Value weights = Graph.Add(new Softmax(), scores);
        if (Dropout > 0f) weights = Graph.Add(new Dropout(Dropout, Network.PurposeOf(RandomKind.Dropout, Path)), weights);
        return Graph.Add(new BatchMatMul(false, false) { Triangle = isTriangle ? Triangle.First : Triangle.None }, weights, v);
    }

    private Value Only(Value mask, Value scores) => Graph.Add(new Where(), mask, scores, Graph.Constant(float.NegativeInfinity));

    private Value Bias(Value bias, TensorType scores)
    {
        TensorType type = Graph.TypeOf(bias);
        bool fits = type.Element == ElementKind.Float32 && type.Rank is 2 or 3 or 4 && (!type.IsBatched || type.Rank == 4)
            && type.Dims.Reverse().Zip(scores.Dims.Reverse(), (own, wanted) => own == wanted || own == 1).All(same => same);
        return fits ? bias : throw Operands.Bad("bias", type.ShapeText, $"[{string.Join(", ", scores.Dims.Skip(1).Select(extent => Literals.Int(extent)))}], its last two extents, or any of them 1");
    }

    /// <summary>A mask over [batch, 1, 1, keys]: set where the key's place is below the sample's length. Kept in registers.</summary>
    private Value Within(Value lengths, int keys)
    {
        TensorType type = Graph.TypeOf(lengths);
        if (type.Element != ElementKind.Int32 || type.Rank != 1) throw Operands.Bad("lengths", type.ShapeText, "[batch]: for each sample how many keys it has");
        Network.Bound(lengths, checked(keys + 1));
        return Graph.Add(new LengthMask(keys), Graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, 1, 1)), lengths));
    }

    /// <summary>What hides keys, to be added: [batch, keys] of 1 and 0 → [batch, 1, 1, keys] of 0 and −∞.</summary>
    private Value Seen(Value mask, int keys)
    {
        TensorType type = Graph.TypeOf(mask);
        if (type.Element != ElementKind.Int32 || type.Rank != 2 || type.Last != keys) throw Operands.Bad("mask", type.ShapeText, $"[batch, {Literals.Int(keys)}]: 1 for each key that is seen, 0 for others");
        Network.Bound(mask, 2);
        Value hidden = Graph.Add(new Where(), Graph.Add(new LabelMask(1), mask), Graph.Constant(float.NegativeInfinity), Graph.Constant(0f));
        return Graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, 1, 1, keys)), hidden);
    }
}
