using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Samples;

/// <summary>Reads an image row by row, 28 steps of 28 pixels, and tells the class from what it remembers at the end.</summary>
[Network]
public sealed partial class RowLstm
{
    private static Tensor Forward([Shape(28, 28)] Tensor rows)
    {
        (_, Tensor hidden, _) = new Lstm(128).Of(rows);
        return hidden.Reshape(128).Dense(10);
    }

    private static Scalar Loss(Tensor scores, Tokens digit) => CrossEntropy(scores, digit);
}
