namespace NeuralNet.Gen.Generator.Tests.Fixtures;

/// <summary>
/// A network twice: as the attributes that declare it, and as plain loops in double precision over the parameters of a compiled one. Shares
/// nothing with the generator.
/// </summary>
internal sealed class OracleNetwork
{
    private readonly int[] _widths;

    public OracleNetwork(int inputs, OracleLoss? loss, params OracleLayer[] layers)
    {
        (Inputs, Loss, Layers) = (inputs, loss, layers);
        _widths = new int[layers.Length + 1];
        _widths[0] = inputs;
        for (int i = 0; i < layers.Length; i++) _widths[i + 1] = layers[i].Outputs(_widths[i]);
    }

    public int Inputs { get; }

    public OracleLoss? Loss { get; }

    public IReadOnlyList<OracleLayer> Layers { get; }

    public int Outputs => _widths[^1];

    public string Attributes => $"Input({Inputs}), {string.Join(", ", Layers)}{(Loss is null ? "" : ", " + Loss)}";

    public override string ToString() => $"[{Attributes}]";

    public int WidthBefore(int layer) => _widths[layer];

    /// <summary>Takes the compiled network's parameters.</summary>
    public void Read(Network network)
    {
        var counts = new Dictionary<Type, int>();
        foreach (OracleLayer layer in Layers)
        {
            int position = counts[layer.GetType()] = counts.GetValueOrDefault(layer.GetType()) + 1;
            layer.Read(network, position);
        }
    }

    /// <summary>The values [batch, width] before each layer, and behind the last.</summary>
    public double[][] Trace(ReadOnlySpan<float> inputs, KinkDistance? kinks = null)
    {
        int batch = inputs.Length / Inputs;
        var trace = new double[Layers.Count + 1][];
        trace[0] = new double[inputs.Length];
        for (int i = 0; i < inputs.Length; i++) trace[0][i] = inputs[i];
        for (int l = 0; l < Layers.Count; l++) trace[l + 1] = Layers[l].Run(trace[l], _widths[l], batch, kinks ?? new KinkDistance());
        return trace;
    }

    public double[] Forward(ReadOnlySpan<float> inputs) => Trace(inputs)[^1];

    public double[] Predict(ReadOnlySpan<float> inputs)
    {
        double[] output = Forward(inputs);
        return [.. Enumerable.Range(0, output.Length / Outputs).SelectMany(s => Loss!.Predict(output.AsSpan(s * Outputs, Outputs)))];
    }

    /// <summary>The mean loss when the values before layer <paramref name="first"/> are known.</summary>
    public double LossFrom(int first, double[] values, OracleSamples samples, KinkDistance? kinks = null)
    {
        kinks ??= new KinkDistance();
        for (int l = first; l < Layers.Count; l++) values = Layers[l].Run(values, _widths[l], samples.Count, kinks);
        double sum = 0;
        for (int s = 0; s < samples.Count; s++)
        {
            ReadOnlySpan<float> targets = samples.Targets is { } all ? all.AsSpan(s * Outputs, Outputs) : default;
            sum += Loss!.Of(values.AsSpan(s * Outputs, Outputs), targets, samples.Labels is { } labels ? labels[s] : -1, kinks);
        }

        return sum / samples.Count;
    }

    public double LossOf(OracleSamples samples) => LossFrom(Layers.Count, Forward(samples.Inputs), samples);
}
