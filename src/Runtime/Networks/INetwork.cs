namespace NeuralNet.Gen;

/// <summary>
/// A compiled network as trainers, optimisers and files see it. The generator implements it on every <c>[Network]</c> class, beside typed
/// methods over spans.
/// </summary>
public interface INetwork
{
    /// <summary>Shapes, parameters and costs.</summary>
    NetworkInfo Info { get; }

    /// <summary>The seed that initialised the parameters and keys every random draw of training.</summary>
    ulong Seed { get; }

    /// <summary>
    /// Gradients taken so far: the step number that keys dropout. Saved and restored by checkpoints so that a resumed run draws the same numbers.
    /// </summary>
    long StepCount { get; set; }

    /// <summary>All trained numbers in one contiguous vector; see <see cref="NetworkInfo.Parameters"/> for what lies where.</summary>
    Span<float> Parameters { get; }

    /// <summary>
    /// Numbers that are saved but not trained, such as the running statistics of batch normalisation; see <see cref="NetworkInfo.State"/>. <see cref="Gradient"/> moves them on, unless the
    /// loss is not finite. Empty for most networks.
    /// </summary>
    Span<float> State => default;

    /// <summary>Gradients of the last <see cref="Gradient"/>, laid out as <see cref="Parameters"/>.</summary>
    Span<float> Gradients { get; }

    /// <summary>
    /// For each of <see cref="NetworkInfo.Parameters"/> with <see cref="ParameterInfo.SparseGradient"/>, in the same order, which rows the last <see cref="Gradient"/> has written. It writes no others: they are zero as long as nobody
    /// else writes there. Empty for most networks.
    /// </summary>
    ReadOnlySpan<SparseGradient> SparseGradients => default;

    /// <summary>Forward pass in training mode, loss and backward pass: overwrites <see cref="Gradients"/> (of tables with sparse gradients the rows of this batch and of the one before).</summary>
    /// <returns>The mean loss of the batch; not finite when the batch or the parameters hold NaN or the loss overflows.</returns>
    /// <exception cref="ArgumentException">The batch does not fit <see cref="NetworkInfo.Inputs"/> and <see cref="NetworkInfo.Targets"/>.</exception>
    float Gradient(Batch batch, ThreadTeam? team = null);

    /// <summary>The mean loss of the batch in prediction mode (no dropout); gradients stay as they are.</summary>
    float Loss(Batch batch, ThreadTeam? team = null);

    /// <summary>
    /// Predictions for the inputs of the batch (targets are not read). Of a network with several outputs the first alone; its own <c>Predict</c> gives all.
    /// Safe from any number of threads at once.
    /// </summary>
    /// <param name="batch">Its inputs are read.</param>
    /// <param name="output">Receives <c>batch.Count × Info.Output.Length</c> numbers.</param>
    /// <param name="team">Splits the samples over its threads; <c>null</c> for the calling thread alone.</param>
    void Predict(Batch batch, Span<float> output, ThreadTeam? team = null);
}
