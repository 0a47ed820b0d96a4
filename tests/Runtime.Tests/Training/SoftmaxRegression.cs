using System.Collections.Immutable;

namespace NeuralNet.Gen.Runtime.Tests.Training;

/// <summary>
/// A network by hand: y = softmax(W x + b) with cross-entropy, its weight stored [in, out] while its logical shape is [out, in]. Plain C#, one thread.
/// </summary>
internal sealed class SoftmaxRegression : INetwork
{
    private readonly float[] _parameters, _gradients;
    private readonly int _inputs, _classes;

    public SoftmaxRegression(int inputs, int classes, ulong seed = 1, string name = nameof(SoftmaxRegression))
    {
        (_inputs, _classes, Seed) = (inputs, classes, seed);
        _parameters = new float[(inputs * classes) + classes];
        _gradients = new float[_parameters.Length];
        var random = new Random((int)seed);
        for (int i = 0; i < inputs * classes; i++) _parameters[i] = (random.NextSingle() - 0.5f) * 0.2f;
        Info = new NetworkInfo
        {
            Name = name,
            Inputs = [new TensorInfo("x", ElementType.Float32, [inputs])],
            Targets = [new TensorInfo("label", ElementType.Int32, [], classes)],
            Output = new TensorInfo("probabilities", ElementType.Float32, [classes]),
            Prediction = PredictionKind.ClassProbabilities,
            Parameters =
            [
                new ParameterInfo("dense1.weight", [classes, inputs], 0, [1, classes]),
                new ParameterInfo("dense1.bias", [classes], inputs * classes, [1]),
            ],
            Layers = [],
            ParameterCount = _parameters.Length,
            ForwardFlops = 2L * inputs * classes,
            GradientFlops = 4L * inputs * classes,
        };
    }

    public NetworkInfo Info { get; }

    public ulong Seed { get; }

    public long StepCount { get; set; }

    public Span<float> Parameters => _parameters;

    public Span<float> Gradients => _gradients;

    /// <summary>Sees every batch that is trained on.</summary>
    public Action<Batch>? OnGradient { get; set; }

    public float Gradient(Batch batch, ThreadTeam? team = null)
    {
        OnGradient?.Invoke(batch);
        return Run(batch, gradients: true);
    }

    public float Loss(Batch batch, ThreadTeam? team = null) => Run(batch, gradients: false);

    public void Predict(Batch batch, Span<float> output, ThreadTeam? team = null)
    {
        for (int s = 0; s < batch.Count; s++) Softmax(batch, s, output.Slice(s * _classes, _classes));
    }

    private float Run(Batch batch, bool gradients)
    {
        Numerics.Guard.Labels(batch.Integers(1), _classes, "label");
        if (gradients)
        {
            Array.Clear(_gradients);
            StepCount++;
        }

        Span<float> p = stackalloc float[_classes];
        double loss = 0;
        for (int s = 0; s < batch.Count; s++)
        {
            Softmax(batch, s, p);
            int label = batch.Integers(1)[s];
            loss -= Math.Log(p[label]);
            if (!gradients) continue;
            p[label] -= 1;
            for (int k = 0; k < _classes; k++)
            {
                float d = p[k] / batch.Count;
                for (int i = 0; i < _inputs; i++) _gradients[(i * _classes) + k] += d * batch.Floats(0)[(s * _inputs) + i];
                _gradients[(_inputs * _classes) + k] += d;
            }
        }

        return (float)(loss / batch.Count);
    }

    private void Softmax(Batch batch, int sample, Span<float> p)
    {
        ReadOnlySpan<float> x = batch.Floats(0).Slice(sample * _inputs, _inputs);
        double sum = 0;
        for (int k = 0; k < _classes; k++)
        {
            double z = _parameters[(_inputs * _classes) + k];
            for (int i = 0; i < _inputs; i++) z += (double)_parameters[(i * _classes) + k] * x[i];
            z = Math.Exp(z);
            sum += z;
            p[k] = (float)z;
        }

        for (int k = 0; k < _classes; k++) p[k] = (float)(p[k] / sum);
    }
}
