using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Tests.Fixtures;
using NeuralNet.Gen.Generator.Tests.Interpreter;

namespace NeuralNet.Gen.Generator.Tests.Properties;

/// <summary>
/// Holds a compiled network of any kind against the interpreter. A number that is off is excused only where the interpreter itself says so: because rounding moves it (the same network
/// with every result off by a millionth gives another number too) or because it has no derivative there (differences of two steps disagree). Excuses are counted.
/// </summary>
internal sealed class NetworkComparison
{
    private const int MostOfParameter = 6, Directions = 2;
    private const double Step = 1e-5;

    private readonly NetworkModel _model;
    private readonly INetwork _network;
    private readonly Batch _batch;
    private readonly double[][] _borders, _parameters, _states;
    private readonly GraphInterpreter _interpreter, _trained;

    public NetworkComparison(NetworkModel model, INetwork network, int count)
    {
        (_model, _network) = (model, network);
        var random = new Random(11);
        foreach (ref float value in network.Parameters) value += ((random.NextSingle() * 2) - 1) * 0.3f;
        _batch = RandomBatch(random, count);
        TensorModel[] borders = [.. model.Inputs, .. model.Targets];
        _borders = [.. borders.Select((b, i) => b.Element == ElementKind.Float32 ? Doubles(_batch.Floats(i)) : _batch.Integers(i).ToArray().Select(v => (double)v).ToArray())];
        _parameters = [.. model.Parameters.Select(p => Doubles(network.Parameters.Slice(p.Offset, p.Length)))];
        _states = [.. model.States.Select(s => Doubles(network.State.Slice(s.Offset, s.Length)))];
        (_interpreter, _trained) = (new(model, count, training: false, _states), new(model, count, training: true, _states));
    }

    /// <summary>Numbers compared, and those of them that were off and excused.</summary>
    public int Compared { get; private set; }

    public int Excused { get; private set; }

    /// <summary>Throws for the first number that is wrong.</summary>
    public void Run(ThreadTeam team)
    {
        int count = _batch.Count;
        var predicted = new float[count * _network.Info.Output.Length];
        _network.Predict(_batch, predicted);
        Compare("prediction", predicted, 1e-4, 0, i => i.Evaluate(OutputRole.Prediction, 1, _borders, _parameters), training: false);
        Compare("loss", [_network.Loss(_batch)], 1e-4, 0, i => i.Evaluate(OutputRole.Loss, 0, _borders, _parameters), training: false);
        Compare("loss while training", [_network.Gradient(_batch)], 1e-4, 0, i => i.Evaluate(OutputRole.Loss, 0, _borders, _parameters), training: true);
        float[] gradients = _network.Gradients.ToArray();
        for (int i = 0; i < _model.States.Count; i++)
        {
            ParameterModel state = _model.States[i];
            Compare(state.Path, _network.State.Slice(state.Offset, state.Length).ToArray(), 1e-4, 0, g => g.Evaluate(OutputRole.StateUpdate, i, _borders, _parameters), training: true);
        }

        // What cancels to zero keeps the rounding errors of its terms.
        // Where terms of about one cancel, as in the gradient of a factor that a cosine does not see, some of their roundings are left.
        double noise = Math.Max(4e-3 * Math.Max(1, Math.Abs(_network.Loss(_batch))), 1e-3 * gradients.Max(Math.Abs));
        for (int p = 0; p < _model.Parameters.Count; p++)
        {
            ParameterModel parameter = _model.Parameters[p];
            double[] values = _parameters[p];
            int[] places = values.Length <= MostOfParameter ? [.. Enumerable.Range(0, values.Length)] : [.. Enumerable.Range(0, MostOfParameter).Select(i => (int)((long)((2 * i) + 1) * values.Length / (2 * MostOfParameter)))];
            Compare(parameter.Path, [.. places.Select(i => gradients[parameter.Offset + i])], 1e-3, noise, (g, step) => [.. places.Select(i => Difference(g, step, t => values[i] += t))]);
        }

        CompareDirections(gradients, noise);
        CompareBits(team, predicted, gradients);
    }

    /// <summary>All numbers of all parameters at once: the gradient along random directions.</summary>
    private void CompareDirections(float[] gradients, double noise)
    {
        if (gradients.Length == 0) return;
        for (int d = 0; d < Directions; d++)
        {
            var random = new Random(31 + d);
            double[][] direction = [.. _parameters.Select(p => p.Select(_ => random.Next(2) == 0 ? -1.0 : 1.0).ToArray())];
            double along = 0, size = 0;
            for (int p = 0; p < direction.Length; p++)
            {
                for (int i = 0; i < direction[p].Length; i++)
                {
                    double gradient = gradients[_model.Parameters[p].Offset + i];
                    along += direction[p][i] * gradient;
                    size += gradient * gradient;
                }
            }

            // The noise of so many numbers adds up as random steps do.
            Compare("the gradient along a direction", [(float)along], 1e-3, Math.Max(noise * Math.Sqrt(gradients.Length), Math.Sqrt(size)), (g, step) => [Difference(g, step, t =>
            {
                for (int p = 0; p < direction.Length; p++)
                {
                    for (int i = 0; i < direction[p].Length; i++) _parameters[p][i] += t * direction[p][i];
                }
            })]);
        }
    }

    /// <summary>A team computes the bits of one worker, and a sample alone those that it has among others.</summary>
    private void CompareBits(ThreadTeam team, float[] predicted, float[] gradients)
    {
        _states.SelectMany(s => s).Select(s => (float)s).ToArray().CopyTo(_network.State);
        float loss = _network.Loss(_batch), trained = _network.Gradient(_batch);
        float[] again = _network.Gradients.ToArray();
        Assert.True(Same(gradients, again), "the same step twice gives other gradients");
        _states.SelectMany(s => s).Select(s => (float)s).ToArray().CopyTo(_network.State);
        Assert.True(Same([loss, trained], [_network.Loss(_batch, team), _network.Gradient(_batch, team)]), "a team computes another loss");
        Assert.True(Same(gradients, _network.Gradients.ToArray()), "a team computes other gradients");

        var alone = new Batch(_batch.Columns, 1) { Count = 1 };
        int last = _batch.Count - 1;
        for (int c = 0; c < _batch.Columns.Count; c++)
        {
            int length = _batch.Columns[c].Length;
            if (_batch.Columns[c].ElementType == ElementType.Float32) _batch.Floats(c).Slice(last * length, length).CopyTo(alone.Floats(c));
            else _batch.Integers(c).Slice(last * length, length).CopyTo(alone.Integers(c));
        }

        _states.SelectMany(s => s).Select(s => (float)s).ToArray().CopyTo(_network.State);
        var one = new float[_network.Info.Output.Length];
        _network.Predict(alone, one);
        Assert.True(Same(one, predicted[(last * one.Length)..]), "a sample alone is predicted with other bits");
    }

    private static bool Same(float[] a, float[] b) => a.Select(BitConverter.SingleToInt32Bits).SequenceEqual(b.Select(BitConverter.SingleToInt32Bits));

    private double Difference(GraphInterpreter interpreter, double step, Action<double> move)
    {
        double[][] before = [.. _parameters.Select(p => (double[])p.Clone())];
        move(step);
        double up = interpreter.Evaluate(OutputRole.Loss, 0, _borders, _parameters)[0];
        Restore();
        move(-step);
        double down = interpreter.Evaluate(OutputRole.Loss, 0, _borders, _parameters)[0];
        Restore();
        return (up - down) / (2 * step);

        void Restore()
        {
            for (int p = 0; p < before.Length; p++) before[p].CopyTo(_parameters[p], 0);
        }
    }

    private void Compare(string what, float[] actual, double tolerance, double least, Func<GraphInterpreter, double[]> evaluate, bool training)
        => Compare(what, actual, evaluate(training ? _trained : _interpreter), tolerance, Math.Max(least, 1e-6), () => [evaluate(Noisy(training, 1)), evaluate(Noisy(training, 2))]);

    private void Compare(string what, float[] actual, double tolerance, double least, Func<GraphInterpreter, double, double[]> difference)
        => Compare(what, actual, difference(_trained, Step), tolerance, least, () => [difference(Noisy(true, 1), Step), difference(Noisy(true, 2), Step), difference(_trained, Step / 7), difference(_trained, Step * 5)]);

    private GraphInterpreter Noisy(bool training, int seed)
    {
        var noisy = new GraphInterpreter(_model, _batch.Count, training, _states) { Noise = seed };
        // Once before parameters are moved, so that it knows what was detached.
        noisy.Evaluate(OutputRole.Loss, 0, _borders, _parameters);
        return noisy;
    }

    /// <summary>Relative to the largest number of the tensor, which float rounding scales with.</summary>
    private void Compare(string what, float[] actual, double[] expected, double tolerance, double least, Func<double[][]> others)
    {
        Assert.Equal(expected.Length, actual.Length);
        Compared += actual.Length;
        double scale = Math.Max(least, expected.Max(Math.Abs));
        double[][]? near = null;
        for (int i = 0; i < expected.Length; i++)
        {
            if (Math.Abs(expected[i] - actual[i]) <= tolerance * scale || (double.IsNaN(expected[i]) && float.IsNaN(actual[i])) || (float)expected[i] == actual[i]) continue;
            near ??= others();
            double spread = near.Max(n => Math.Abs(n[i] - expected[i]));
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 2 * spread, $"{what}[{i}]: expected {expected[i]:R}, got {actual[i]:R}; the largest is {scale:R}, uncertain by {spread:R}");
            Excused++;
        }
    }

    /// <summary>Floats in ±1, integers within their bounds; of what attention may see, something is always seen.</summary>
    private Batch RandomBatch(Random random, int count)
    {
        var batch = new Batch([.. _network.Info.Inputs, .. _network.Info.Targets], count) { Count = count };
        TensorModel[] borders = [.. _model.Inputs, .. _model.Targets];
        for (int column = 0; column < borders.Length; column++)
        {
            TensorModel border = borders[column];
            if (border.Element == ElementKind.Float32)
            {
                foreach (ref float value in batch.Floats(column)) value = (random.NextSingle() * 2) - 1;
                continue;
            }

            Span<int> numbers = batch.Integers(column);
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = border.Ignored is { } ignored && random.Next(4) == 0 ? ignored : random.Next(border.ClassCount);
                if (border.Name.StartsWith("length", StringComparison.Ordinal)) numbers[i] = Math.Max(1, numbers[i]);
                if (border.Name.StartsWith("seen", StringComparison.Ordinal) && i % border.Length == 0) numbers[i] = 1;
            }
        }

        return batch;
    }

    private static double[] Doubles(ReadOnlySpan<float> numbers) => [.. numbers.ToArray().Select(v => (double)v)];
}
