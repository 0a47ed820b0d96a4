namespace NeuralNet.Gen;

/// <summary>How a WAV file holds its samples.</summary>
public enum WavFormat
{
    /// <summary>8-bit unsigned integers, 128 is silence.</summary>
    Pcm8,

    /// <summary>16-bit signed integers.</summary>
    Pcm16,

    /// <summary>24-bit signed integers.</summary>
    Pcm24,

    /// <summary>32-bit signed integers.</summary>
    Pcm32,

    /// <summary>32-bit IEEE 754 floating point.</summary>
    Float32,

    /// <summary>64-bit IEEE 754 floating point.</summary>
    Float64,
}
