namespace NeuralNet.Gen;

/// <summary>
/// What an optimiser does differently with some parameters, chosen by name. What a group leaves <c>null</c> stays as it was: as an earlier group says, else as the
/// optimiser says. All but <see cref="Pattern"/> may be changed between steps.
/// </summary>
/// <example><code>new AdamW(1e-3f) { Groups = { new("*.bias") { WeightDecay = 0 }, new("tokens.*") { LearningRateScale = 0.1f } } }</code></example>
public sealed class ParameterGroup
{
    /// <summary>Chooses parameters.</summary>
    /// <param name="pattern">
    /// Names of <see cref="NetworkInfo.Parameters"/>: <c>*</c> stands for any characters, dots among them, <c>?</c> for one; case counts. For example <c>*.bias</c>,
    /// <c>block.*.weight</c> or <c>dense1.weight</c>.
    /// </param>
    /// <exception cref="ArgumentException">The pattern is empty.</exception>
    public ParameterGroup(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        Pattern = pattern;
    }

    /// <summary>Which parameters these are. A pattern that matches none is an error at the first step.</summary>
    public string Pattern { get; }

    /// <summary>A learning rate of their own, finite and at least 0, which schedules do not change.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float? LearningRate
    {
        get;
        set => field = Checked(value, nameof(LearningRate));
    }

    /// <summary>Multiplies the learning rate of every step, finite and at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float? LearningRateScale
    {
        get;
        set => field = Checked(value, nameof(LearningRateScale));
    }

    /// <summary>A weight decay of their own, finite and at least 0, of the kind that the optimiser has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float? WeightDecay
    {
        get;
        set => field = Checked(value, nameof(WeightDecay));
    }

    /// <summary>
    /// Whether parameters and their state stay as they are, bit for bit. Their gradients do not count in <see cref="Optimizer.LastGradientNorm"/>. Steps that a parameter
    /// sits out do not count for its bias corrections, as in PyTorch, where a parameter without a gradient takes no step.
    /// </summary>
    public bool? Frozen { get; set; }

    /// <summary>
    /// Whether a row of a matrix without a gradient is passed over, with its state: neither momentum nor decay move it. For embeddings, of which
    /// a batch uses few rows (the lazy updates of <c>torch.optim.SparseAdam</c>; the formula stays the optimiser's own). Without a gradient are the rows that a batch did not look up where the embedding was declared with
    /// <c>sparse: true</c>, otherwise those whose gradient is zero in every place. <c>false</c> walks over the whole table of such an embedding; left <c>null</c>, it is updated by rows where the optimiser's rule allows it
    /// (<see cref="Optimizer.SupportsSparseGradients"/>) and an error elsewhere.
    /// </summary>
    public bool? Sparse { get; set; }

    private static float? Checked(float? value, string name) => value is { } number ? HyperParameter.AtLeastZero(number, name) : null;
}
