namespace Compare;

/// <summary>How a run ended.</summary>
internal enum ExitCode
{
    /// <summary>Everything was measured.</summary>
    Success = 0,

    /// <summary>Both sides do not compute the same thing.</summary>
    Disagreement = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>TorchSharp's native library does not load here.</summary>
    PeerDoesNotLoad = 3,
}
