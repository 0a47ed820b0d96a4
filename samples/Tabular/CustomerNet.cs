using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Samples;

/// <summary>Tells from a row of a table whether a customer leaves: numbers and one-hot names side by side with a trained vector for the town.</summary>
[Network]
public sealed partial class CustomerNet
{
    /// <summary>Four numbers, three plans, four channels and one for a missing channel.</summary>
    public const int Features = 12;

    /// <summary>Twelve towns and one for those that training has not seen.</summary>
    public const int Towns = 13;

    private static Tensor Forward([Shape(Features)] Tensor features, Tokens town)
    {
        Tensor place = new Embedding(Towns, 4, standardDeviation: 0.3f).Of(town);
        Tensor x = Concat([features, place]).Dense(32).Relu().Dropout(0.2f);
        return x.Dense(16).Relu().Dense(2);
    }

    private static Scalar Loss(Tensor scores, Tokens left) => CrossEntropy(scores, left);
}
