using System.Globalization;

namespace NeuralNet.Gen.Generator.Tests.Fixtures;

/// <summary>How a loss is declared, and its value for one sample in double precision.</summary>
internal abstract class OracleLoss
{
    public abstract string Attribute { get; }

    /// <summary>Whether targets are one integer per sample.</summary>
    public virtual bool HasLabels => false;

    /// <summary>The loss of one sample; a batch has the mean.</summary>
    public abstract double Of(ReadOnlySpan<double> output, ReadOnlySpan<float> targets, int label, KinkDistance kinks);

    /// <summary>What <c>Predict</c> yields for one sample.</summary>
    public virtual double[] Predict(ReadOnlySpan<double> output) => output.ToArray();

    /// <summary>A target that occurs in practice.</summary>
    public virtual float DrawTarget(Random random) => (float)(random.NextDouble() * 6 - 3);

    public override string ToString() => Attribute;

    protected static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture) + "f";
}

/// <summary>The mean over elements of a function of output and target.</summary>
/// <param name="kinks">Differences between output and target at which the function has no derivative.</param>
internal sealed class OracleMeanLoss(string attribute, Func<double, double, double> error, params double[] kinks) : OracleLoss
{
    public override string Attribute => attribute;

    public static OracleMeanLoss Squared => new("MeanSquaredError", (y, t) => Math.Pow(y - t, 2));

    public override double Of(ReadOnlySpan<double> output, ReadOnlySpan<float> targets, int label, KinkDistance distance)
    {
        double sum = 0;
        for (int i = 0; i < output.Length; i++)
        {
            foreach (double kink in kinks) distance.See(output[i] - targets[i], kink);
            sum += error(output[i], targets[i]);
        }

        return sum / output.Length;
    }
}

/// <summary>−t ln p − (1 − t) ln(1 − p) with p = 1/(1 + e^−x).</summary>
internal sealed class OracleBinaryCrossEntropy : OracleLoss
{
    public override string Attribute => "BinaryCrossEntropy";

    public override float DrawTarget(Random random) => random.Next(3) switch { 0 => 0f, 1 => 1f, _ => random.NextSingle() };

    public override double[] Predict(ReadOnlySpan<double> output)
    {
        var p = new double[output.Length];
        for (int i = 0; i < p.Length; i++) p[i] = OracleFunctions.Sigmoid(output[i]);
        return p;
    }

    public override double Of(ReadOnlySpan<double> output, ReadOnlySpan<float> targets, int label, KinkDistance kinks)
    {
        // 1 − p is the probability of −x: as a difference it would lose what the central differences need.
        double sum = 0;
        for (int i = 0; i < output.Length; i++)
            sum -= targets[i] * Math.Log(OracleFunctions.Sigmoid(output[i])) + (1.0 - targets[i]) * Math.Log(OracleFunctions.Sigmoid(-output[i]));
        return sum / output.Length;
    }
}

/// <summary>−Σ t ln softmax(x), t = (1 − ε)·one-hot + ε/classes.</summary>
internal sealed class OracleSoftmaxCrossEntropy(float smoothing = 0f) : OracleLoss
{
    public override string Attribute => smoothing == 0f ? "SoftmaxCrossEntropy" : $"SoftmaxCrossEntropy(LabelSmoothing = {Text(smoothing)})";

    public override bool HasLabels => true;

    public override double[] Predict(ReadOnlySpan<double> output) => OracleSoftmax.Normalize(output);

    public override double Of(ReadOnlySpan<double> output, ReadOnlySpan<float> targets, int label, KinkDistance kinks)
    {
        double[] p = OracleSoftmax.Normalize(output);
        double sum = 0;
        for (int i = 0; i < p.Length; i++) sum -= ((i == label ? 1 - (double)smoothing : 0) + (double)smoothing / p.Length) * Math.Log(p[i]);
        return sum;
    }
}
