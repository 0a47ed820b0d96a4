using System.Globalization;

namespace NeuralNet.Gen.Generator.Tests.Fixtures;

/// <summary>A trained tensor of the oracle in logical row-major order.</summary>
internal sealed record OracleParameter(string Name, double[] Values);

/// <summary>The smallest distance of any argument from a place where its function has no derivative.</summary>
internal sealed class KinkDistance
{
    public double Least { get; private set; } = double.PositiveInfinity;

    public void See(double argument, double kink) => Least = Math.Min(Least, Math.Abs(argument - kink));
}

/// <summary>How a layer is declared, and plain loops in double precision over what it means.</summary>
internal abstract class OracleLayer
{
    /// <summary>As it stands in a declaration.</summary>
    public abstract string Attribute { get; }

    public virtual int Outputs(int inputs) => inputs;

    public virtual IReadOnlyList<OracleParameter> Parameters => [];

    /// <summary>Takes parameters from a network; <paramref name="position"/> counts layers of this kind from 1.</summary>
    public virtual void Read(Network network, int position)
    {
    }

    /// <param name="x">[batch, width].</param>
    public abstract double[] Run(double[] x, int width, int batch, KinkDistance kinks);

    public override string ToString() => Attribute;

    protected static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture) + "f";
}

/// <summary>y = W·x + b.</summary>
internal sealed class OracleDense(int units, string arguments = "") : OracleLayer
{
    private double[] _weight = [], _bias = [];
    private string _name = "";

    private bool HasBias => !arguments.Contains("Bias = false", StringComparison.Ordinal);

    public override string Attribute => $"Dense({units}{(arguments.Length == 0 ? "" : ", " + arguments)})";

    public override IReadOnlyList<OracleParameter> Parameters => HasBias ? [new(_name + ".weight", _weight), new(_name + ".bias", _bias)] : [new(_name + ".weight", _weight)];

    public override int Outputs(int inputs) => units;

    public override void Read(Network network, int position)
    {
        _name = "dense" + position.ToString(CultureInfo.InvariantCulture);
        _weight = network.Parameter(_name + ".weight");
        _bias = HasBias ? network.Parameter(_name + ".bias") : new double[units];
    }

    public override double[] Run(double[] x, int width, int batch, KinkDistance kinks)
    {
        var y = new double[batch * units];
        for (int s = 0; s < batch; s++)
        {
            for (int o = 0; o < units; o++)
            {
                double sum = _bias[o];
                for (int i = 0; i < width; i++) sum += _weight[o * width + i] * x[s * width + i];
                y[s * units + o] = sum;
            }
        }

        return y;
    }
}

/// <summary>A function of each number alone.</summary>
/// <param name="attribute">As it stands in a declaration.</param>
/// <param name="kink">Where it has no derivative; null where it has one everywhere.</param>
/// <param name="secondKink">Another such place.</param>
/// <param name="absoluteError">What float arithmetic may be off by even where the value is tiny.</param>
internal sealed class OracleElementwise(string attribute, Func<double, double> function, double? kink = null, double absoluteError = 0, double? secondKink = null) : OracleLayer
{
    public override string Attribute => attribute;

    public double AbsoluteError => absoluteError;

    public double At(double x) => function(x);

    public override double[] Run(double[] x, int width, int batch, KinkDistance kinks)
    {
        var y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            if (kink is { } place) kinks.See(x[i], place);
            if (secondKink is { } second) kinks.See(x[i], second);
            y[i] = function(x[i]);
        }

        return y;
    }
}

/// <summary>e^x / Σe^x over each sample.</summary>
internal sealed class OracleSoftmax : OracleLayer
{
    public override string Attribute => "Softmax";

    public override double[] Run(double[] x, int width, int batch, KinkDistance kinks)
    {
        var y = new double[x.Length];
        for (int s = 0; s < batch; s++) Normalize(x.AsSpan(s * width, width)).CopyTo(y.AsSpan(s * width));
        return y;
    }

    public static double[] Normalize(ReadOnlySpan<double> x)
    {
        var y = new double[x.Length];
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += y[i] = Math.Exp(x[i]);
        for (int i = 0; i < x.Length; i++) y[i] /= sum;
        return y;
    }
}

/// <summary>x − ln Σe^x over each sample.</summary>
internal sealed class OracleLogSoftmax : OracleLayer
{
    public override string Attribute => "LogSoftmax";

    public override double[] Run(double[] x, int width, int batch, KinkDistance kinks)
    {
        var y = new double[x.Length];
        for (int s = 0; s < batch; s++)
        {
            double most = x.AsSpan(s * width, width).ToArray().Max(), sum = 0;
            for (int i = 0; i < width; i++) sum += Math.Exp(x[(s * width) + i] - most);
            for (int i = 0; i < width; i++) y[(s * width) + i] = x[(s * width) + i] - most - Math.Log(sum);
        }

        return y;
    }
}

/// <summary>y = x·mask with the mask that stands for the step at hand; y = x where there is none.</summary>
internal sealed class OracleDropout(float probability, string arguments = "") : OracleLayer
{
    public override string Attribute => $"Dropout({Text(probability)}{(arguments.Length == 0 ? "" : ", " + arguments)})";

    public float Probability => probability;

    /// <summary>[batch, width], or null for prediction mode.</summary>
    public float[]? Mask { get; set; }

    public override double[] Run(double[] x, int width, int batch, KinkDistance kinks)
    {
        if (Mask is not { } mask) return x;
        var y = new double[x.Length];
        for (int i = 0; i < x.Length; i++) y[i] = x[i] * mask[i];
        return y;
    }
}
