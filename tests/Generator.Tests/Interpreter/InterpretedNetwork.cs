using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>A declared network both ways: compiled and run, and interpreted in double precision.</summary>
internal sealed class InterpretedNetwork
{
    private readonly NetworkModel _model;

    public InterpretedNetwork(string source, string type = "Net")
    {
        GeneratorRun run = GeneratorRun.Of(source);
        Assert.Empty(run.GeneratorDiagnostics);
        Network = Network.Create(run.Load(), type);
        _model = ModelOf(run, type);
    }

    /// <summary>What was parsed of a declaration.</summary>
    public static NetworkModel ModelOf(GeneratorRun run, string type)
        => run.Result.Results[0].TrackedSteps[NetworkGenerator.ModelStep].SelectMany(s => s.Outputs).Select(o => (NetworkModel)o.Value).Single(m => m.Type.PlainName == type);

    public Network Network { get; }

    private IEnumerable<TensorModel> Borders => _model.Inputs.Concat(_model.Targets);

    /// <summary>Random inputs and targets: floats in ±1, integers within their bounds.</summary>
    public Batch RandomBatch(int count, int seed)
    {
        var random = new Random(seed);
        var batch = new Batch([.. Network.Info.Inputs, .. Network.Info.Targets], count) { Count = count };
        int column = 0;
        foreach (TensorModel border in Borders)
        {
            if (border.Element == ElementKind.Float32)
            {
                foreach (ref float value in batch.Floats(column)) value = (random.NextSingle() * 2) - 1;
            }
            else
            {
                foreach (ref int value in batch.Integers(column)) value = border.Ignored is { } ignored && random.Next(4) == 0 ? ignored : random.Next(border.ClassCount);
            }

            column++;
        }

        return batch;
    }

    /// <summary>Moves every parameter off its start, so that ones and zeros do not hide mistakes.</summary>
    public void Disturb(int seed)
    {
        var random = new Random(seed);
        foreach (ref float value in Network.Instance.Parameters) value += ((random.NextSingle() * 2) - 1) * 0.3f;
    }

    /// <summary>Loss and gradients of a batch with two and three threads: the bits of one.</summary>
    public void HasSameGradientsOnTeams(Batch batch)
    {
        float loss = Network.Instance.Gradient(batch);
        float[] alone = Network.Instance.Gradients.ToArray();
        for (int threads = 2; threads <= 3; threads++)
        {
            using var team = new ThreadTeam(threads);
            Assert.Equal(loss, Network.Instance.Gradient(batch, team));
            Assert.Equal(alone, Network.Instance.Gradients.ToArray());
        }
    }

    /// <summary>Predictions, loss and every gradient against the interpreter.</summary>
    /// <param name="count">Samples.</param>
    /// <param name="seed">Of the random batch.</param>
    /// <param name="most">Of each parameter at most so many numbers, spread over it, where the differences of all would take long.</param>
    /// <param name="prepare">Changes the batch where not every number is allowed.</param>
    public void Check(int count, int seed = 1, int most = int.MaxValue, Action<Batch>? prepare = null)
    {
        Batch batch = RandomBatch(count, seed);
        prepare?.Invoke(batch);
        double[][] states = [.. _model.States.Select(s => Network.Instance.State.Slice(s.Offset, s.Length).ToArray().Select(v => (double)v).ToArray())];
        GraphInterpreter interpreter = new(_model, count, training: false, states), trained = new(_model, count, training: true, states);
        double[][] borders = [.. Borders.Select((b, i) => b.Element == ElementKind.Float32 ? batch.Floats(i).ToArray().Select(v => (double)v).ToArray() : batch.Integers(i).ToArray().Select(v => (double)v).ToArray())];
        double[][] parameters = [.. _model.Parameters.Select(p => Network.Instance.Parameters.Slice(p.Offset, p.Length).ToArray().Select(v => (double)v).ToArray())];

        var predicted = new float[count * Network.Info.Output.Length];
        Network.Instance.Predict(batch, predicted);
        Close(interpreter.Evaluate(OutputRole.Prediction, 1, borders, parameters), predicted, 1e-4, "prediction");

        double loss = interpreter.Evaluate(OutputRole.Loss, 0, borders, parameters)[0];
        Close([loss], [Network.Instance.Loss(batch)], 1e-4, "loss");
        Close(trained.Evaluate(OutputRole.Loss, 0, borders, parameters), [Network.Instance.Gradient(batch)], 1e-4, "loss while training");
        foreach ((ParameterModel state, int i) in _model.States.Select((s, i) => (s, i)))
            Close(trained.Evaluate(OutputRole.StateUpdate, i, borders, parameters), Network.Instance.State.Slice(state.Offset, state.Length).ToArray(), 1e-4, state.Path);
        float[] gradients = Network.Instance.Gradients.ToArray();
        // A gradient that cancels to zero, as that of an attention's key bias, keeps the rounding errors of its terms.
        double noise = 1e-3 * gradients.Max(Math.Abs);
        foreach ((ParameterModel parameter, int index) in _model.Parameters.Select((p, i) => (p, i)))
        {
            double[] values = parameters[index];
            Func<double[]> lossAgain = trained.Following(index, OutputRole.Loss, 0, borders, parameters);
            int[] places = values.Length <= most ? [.. Enumerable.Range(0, values.Length)] : [.. Enumerable.Range(0, most).Select(i => (int)((long)i * values.Length / most))];
            var expected = new double[places.Length];
            for (int p = 0; p < places.Length; p++)
            {
                int i = places[p];
                const double Step = 1e-5;
                double before = values[i];
                values[i] = before + Step;
                double up = lossAgain()[0];
                values[i] = before - Step;
                double down = lossAgain()[0];
                values[i] = before;
                expected[p] = (up - down) / (2 * Step);
            }

            Close(expected, [.. places.Select(i => gradients[parameter.Offset + i])], 1e-3, parameter.Path, noise);
        }
    }

    /// <summary>Relative to the largest of the tensor, which float rounding scales with.</summary>
    private static void Close(double[] expected, float[] actual, double tolerance, string what, double least = 1e-6)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Max(least, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"{what}[{i}]: expected {expected[i]:R}, got {actual[i]:R}; the largest is {scale:R}");
    }
}
