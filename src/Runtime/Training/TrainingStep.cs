using System.Diagnostics.CodeAnalysis;
using NeuralNet.Gen.Metrics;

namespace NeuralNet.Gen;

/// <summary>One step of a run: the gradients of one batch or of several, a look at the losses, the update, the average of the weights.</summary>
internal sealed class TrainingStep(FitContext context, TensorInfo[] columns, TrainingState state, BatchSource train, Evaluation evaluation, ThreadTeam? team)
{
    private readonly INetwork _network = context.Network;
    private readonly Optimizer _optimizer = context.Optimizer;
    private readonly int _batches = context.Options.AccumulationSteps;
    private readonly GradientAccumulator? _accumulator = context.Options.AccumulationSteps > 1 ? new GradientAccumulator() : null;
    private readonly LossGuard? _guard = context.Options.LossGuard;
    private readonly WeightAverage? _average = context.Options.Average;
    private readonly IReadOnlyList<Metric> _metrics = context.Options.TrainMetrics;

    /// <summary>Mean loss of the last step's samples, those that were left out not counted; of a step that was left out the loss that did it.</summary>
    public float Loss { get; private set; }

    /// <summary>Samples of the last step, those that were left out not counted.</summary>
    public int Samples { get; private set; }

    /// <summary>Whether the last step made no update.</summary>
    public bool Skipped { get; private set; }

    /// <summary>The norm of the last step's gradients; <c>null</c> where it was not measured.</summary>
    public float? GradientNorm => Skipped || !(_optimizer.ClipNorm is not null || _optimizer.TrackGradientNorm) ? null : _optimizer.LastGradientNorm;

    /// <summary>Takes a step and counts it.</summary>
    /// <returns><c>false</c> when the loss ends the run: nothing was counted, and network and optimiser are as they were, running statistics excepted.</returns>
    /// <exception cref="NonFiniteLossException">A loss is not finite, and no guard says that its batch is left out.</exception>
    public bool Take(int epoch)
    {
        long stepCount = _network.StepCount;
        bool done = false;
        try
        {
            return done = Counted(epoch);
        }
        finally
        {
            if (!done) _network.StepCount = stepCount;
        }
    }

    private bool Counted(int epoch)
    {
        int batches = Math.Min(_batches, train.BatchesPerEpoch - state.Batch);
        double lossSum = 0;
        Samples = 0;
        _accumulator?.Reset();
        for (int b = 0; b < batches; b++)
        {
            if (!train.Next(out Batch? batch)) throw new InvalidOperationException($"the data ended after {state.Batch + b} of {train.BatchesPerEpoch} batches of epoch {epoch}");
            float loss = _network.Gradient(batch, team);
            if (!Accept(epoch, state.Batch + b + 1, batch, loss, out bool stop))
            {
                if (stop) return false;
                Loss = loss;
                continue;
            }

            // Before the update, as the loss is.
            if (_metrics.Count > 0) Measure(batch);
            _accumulator?.Add(_network, loss, batch.Count, team);
            lossSum += (double)loss * batch.Count;
            Samples += batch.Count;
        }

        long updates = _optimizer.StepCount;
        if (Samples > 0)
        {
            Loss = _accumulator is null ? (float)(lossSum / Samples) : _accumulator.Loss;
            if (_accumulator is null) _optimizer.Step(_network, team);
            else _optimizer.Step(_network, _accumulator, team);
        }

        Skipped = _optimizer.StepCount == updates;
        if (!Skipped) _average?.Update(_network, team);
        state.Count(batches, Samples, lossSum);
        return true;
    }

    private bool Accept(int epoch, int number, Batch batch, float loss, out bool stop)
    {
        stop = false;
        if (_guard is null) return float.IsFinite(loss) ? true : throw LossFault.Find(_network, columns, train, batch, epoch, number, loss);
        switch (_guard.Check(loss))
        {
            case LossPolicy.Accept: return true;
            case LossPolicy.Skip: return false;
            default:
                if (!float.IsFinite(loss)) throw LossFault.Find(_network, columns, train, batch, epoch, number, loss);
                context.Stop(FormattableString.Invariant($"epoch {epoch}, batch {number}: the loss {loss:G6} is far above the median {_guard.Median:G6} of the losses before it"));
                stop = true;
                return false;
        }
    }

    private void Measure(Batch batch)
    {
        ReadOnlySpan<float> predictions = evaluation.Predict(batch, team);
        for (int i = 0; i < _metrics.Count; i++) _metrics[i].Update(_network.Info, batch, predictions);
    }
}
