namespace NeuralNet.Gen;

/// <summary>How a <see cref="WarmupStableDecaySchedule"/> falls at its end; w goes from 0 to 1.</summary>
public enum DecayForm
{
    /// <summary>Evenly: 1 - w.</summary>
    Linear,

    /// <summary>Half a cosine: ½ · (1 + cos(π · w)).</summary>
    Cosine,

    /// <summary>Steeply at first: 1 - √w (Hägele et al., arXiv:2405.18392).</summary>
    OneMinusSqrt,
}
