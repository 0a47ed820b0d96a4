namespace Samples;

/// <summary>What a shell sees.</summary>
internal enum ExitCode
{
    Success = 0,

    /// <summary>A file, the network or a number in training is not as it should be.</summary>
    Failure = 1,

    /// <summary>The command line is not understood.</summary>
    Usage = 2,

    /// <summary>Ctrl+C: 128 + SIGINT, as shells count.</summary>
    Interrupted = 130,
}
