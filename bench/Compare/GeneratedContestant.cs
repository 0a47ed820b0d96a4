using NeuralNet.Gen;

namespace Compare;

/// <summary>Our side: the generated network through the typed methods that a user calls.</summary>
internal sealed class GeneratedContestant : IContestant
{
    private readonly Workload _workload;
    private readonly ThreadTeam? _team;
    private readonly float[] _startingWeights;
    private readonly float[] _startingState;
    private readonly float[] _predictions;
    private readonly float[] _prediction;
    private Adam _adam = new(learningRate: 1e-3f);

    /// <summary>Takes over the workload's network as it starts.</summary>
    /// <param name="workload">Its network must not have been trained.</param>
    /// <param name="threads">With more than one, all phases but <see cref="PredictOne"/> use a team of so many.</param>
    public GeneratedContestant(Workload workload, int threads)
    {
        _workload = workload;
        _team = threads > 1 ? new ThreadTeam(threads) : null;
        _startingWeights = workload.Network.Parameters.ToArray();
        _startingState = workload.Network.State.ToArray();
        _prediction = new float[workload.Network.Info.Output.Length];
        _predictions = new float[workload.BatchSize * _prediction.Length];
    }

    public void Restart(bool training)
    {
        _startingWeights.CopyTo(_workload.Network.Parameters);
        _startingState.CopyTo(_workload.Network.State);
        _workload.Network.StepCount = 0;
        _adam = new Adam(learningRate: 1e-3f);
    }

    // Predict and Gradient are methods of their own here: there is no mode to leave.
    public void EndTraining()
    {
    }

    public float StepAndReadLoss() => _workload.Step(_adam, _team);

    public void ReadPrediction(Span<float> output)
    {
        Predict();
        _predictions.CopyTo(output);
    }

    public void Step() => _workload.Step(_adam, _team);

    public void Gradient() => _workload.Gradient(_team);

    public void Predict() => _workload.Predict(_predictions, _team);

    public void PredictOne() => _workload.PredictOne(_prediction);

    public void Dispose() => _team?.Dispose();
}
