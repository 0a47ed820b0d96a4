using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;

namespace Compare.Onnx;

/// <summary>Loads ONNX Runtime's native library, or says in one sentence why it does not load.</summary>
internal static class OnnxLibrary
{
    /// <param name="version">Of the native library, when the result is true.</param>
    /// <param name="failure">When the result is false.</param>
    public static bool TryStart(out string version, out string failure)
    {
        version = failure = "";
        try
        {
            version = "ONNX Runtime " + Version();
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or FileNotFoundException or TypeInitializationException)
        {
            failure = $"ONNX Runtime does not load on this machine, its rows are left out: {e.GetBaseException().Message.Split('\n')[0].Trim()}";
            return false;
        }
    }

    // Apart, so that a failure to load the assembly itself happens inside the caller's try.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Version() => OrtEnv.Instance().GetVersionString();
}
