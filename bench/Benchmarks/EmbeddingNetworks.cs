using static NeuralNet.Gen.Functional;

namespace NeuralNet.Gen.Benchmarks;

/// <summary>100,000 rows of 16, one looked up by each sample, and a small network on them.</summary>
[Network]
public sealed partial class DenseEmbedding
{
    private static Tensor Forward(Tokens item) => new Embedding(100_000, 16).Of(item).Dense(32).Relu().Dense(1);

    private static Scalar Loss(Tensor score, [Shape(1)] Tensor wanted) => MeanSquaredError(score, wanted);
}

/// <summary>The same with a sparse gradient.</summary>
[Network]
public sealed partial class SparseEmbedding
{
    private static Tensor Forward(Tokens item) => new Embedding(100_000, 16, sparse: true).Of(item).Dense(32).Relu().Dense(1);

    private static Scalar Loss(Tensor score, [Shape(1)] Tensor wanted) => MeanSquaredError(score, wanted);
}
