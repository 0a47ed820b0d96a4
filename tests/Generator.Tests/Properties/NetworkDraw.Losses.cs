namespace NeuralNet.Gen.Generator.Tests.Properties;

/// <summary>Losses.</summary>
internal sealed partial class NetworkDraw
{
    /// <summary>A loss of y and its targets as parameters.</summary>
    private (string Loss, string Targets) Loss(Drawn y)
    {
        string same = $", [Shape({string.Join(", ", y.Shape)})] Tensor t";
        string rows = y.Rank == 1 ? ", Tokens labels" : $", [Shape({string.Join(", ", y.Shape.SkipLast(1))})] Tokens labels";
        bool isClasses = y.Last > 1, isMany = _batch * y.Length / y.Last > 5;
        switch (Below(10))
        {
            case 0 when isClasses:
                string weights = Chance(2) ? $", classWeights: [{string.Join(", ", Enumerable.Range(0, y.Last).Select(c => Number(0.5 + (c % 3))))}]" : "", ignored = isMany && Chance(2) ? $", ignoreIndex: {Of("-100", "1")}" : "";
                return ($"CrossEntropy(y{(Chance(2) ? ", labelSmoothing: 0.1f" : "")}{weights}{ignored})".Replace("(y", "(y, labels", StringComparison.Ordinal), rows);
            case 1 when isClasses:
                return ("NegativeLogLikelihood(y.LogSoftmax(), labels)", rows);
            case 2 when y.Rank == 2 && isClasses && y.Last < 5 && y.Shape[0] < 6:
                return ("Ctc(y.LogSoftmax(), labels, zeroInfinity: true) + 0.1f * y.Square().Mean()", $", [Shape({1 + Below(2)})] Tokens labels");
            case 3:
                return (Of("BinaryCrossEntropy(y, t > 0)", "Focal(y, t > 0.1f)", "Dice(y, t > 0)", "Tversky(y, t > 0.2f, smooth: 0.5f)", "Quantile(y, t, 0.7f)", "MeanAbsoluteError(y, t)", "Huber(y, t, 0.5f)"), same);
            case 4:
                return (Of("GaussianNegativeLogLikelihood(y, t, y.Softplus() + 0.5f)", "KullbackLeibler(y.LogSoftmax(), t.Softmax())", "TripletMargin(y, t, t * -0.5f)"), same);
            // The angle between numbers is none.
            case 7 when isClasses:
                return (Of("CosineSimilarity(y + 0.1f, t, -1).Square().Mean()", "CosineEmbedding(y, t, t.Sum(-1), 0.1f)"), same);
            case 5:
                return (Of("(y - t).Square().Mean() + 0.1f * y.Tanh().Mean()", "(y.Tanh().Exp() * t).Mean() + MeanSquaredError(y * y, t)", "y.Square().Mean() / (1 + (y * t).Mean() * (y * t).Mean())"), same);
            case 6:
                return (Of("y.Square().Mean()", "(y * y.Tanh()).Mean() - 0.5f * y.Mean()"), "");
            default:
                return ("MeanSquaredError(y, t)", same);
        }
    }
}
