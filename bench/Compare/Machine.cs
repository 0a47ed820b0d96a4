using System.Runtime.InteropServices;

namespace Compare;

/// <summary>Where a report was measured.</summary>
internal static class Machine
{
    /// <summary>Runtime, platform and cores.</summary>
    public static string Description => $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores";
}
