namespace Compare;

/// <summary>
/// One side of a comparison that predicts: a network and the workload's data, ready to be timed. Nothing of a peer's library shows here, so that a run without
/// the peer never loads it.
/// </summary>
internal interface IPredictor : IDisposable
{
    /// <summary>Back to the starting weights, the running statistics as they start, and an optimiser that has taken no step.</summary>
    /// <param name="training">Whether training follows or prediction, for layers that differ in the two.</param>
    void Restart(bool training);

    /// <summary>Reads what <see cref="Predict"/> predicts for the whole batch, sample after sample.</summary>
    void ReadPrediction(Span<float> output);

    /// <summary>Predictions (class probabilities) of the whole batch.</summary>
    void Predict();

    /// <summary>The prediction of the batch's first sample alone.</summary>
    void PredictOne();
}

/// <summary>One side that also trains, with Adam (1e-3).</summary>
internal interface IContestant : IPredictor
{
    /// <summary>From training to prediction, with weights and running statistics as they are now.</summary>
    void EndTraining();

    /// <summary>One training step that also reads the loss of the batch.</summary>
    float StepAndReadLoss();

    /// <summary>Forward pass, loss, backward pass, Adam.</summary>
    void Step();

    /// <summary>Forward pass, loss, backward pass.</summary>
    void Gradient();
}
