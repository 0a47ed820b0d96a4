using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Compare.Peer;

/// <summary>Loads TorchSharp's native library, or says in one sentence why it does not load.</summary>
internal static class TorchRuntime
{
    /// <summary>Loads it and sets the number of its threads.</summary>
    /// <param name="threads">Threads inside one operation.</param>
    /// <param name="version">Of TorchSharp and libtorch, when the result is true.</param>
    /// <param name="failure">What failed and what it needs, when the result is false.</param>
    public static bool TryStart(int threads, out string version, out string failure)
    {
        version = "";
        failure = "";
        try
        {
            string? reason = WhyTooOld();
            if (reason is null) version = Start(threads);
            else failure = reason;
        }
        catch (Exception e) when (e is NotSupportedException or DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
            or FileNotFoundException or TypeInitializationException)
        {
            failure = e.GetBaseException().Message.Split('\n')[0].Trim();
        }

        if (failure.Length == 0) return true;
        failure = $"TorchSharp does not load on this machine: {failure}{Environment.NewLine}"
            + "It needs x64; on Linux a C++ runtime with GLIBCXX_3.4.32 (GCC 13: Ubuntu 24.04, Debian 13, Fedora 38 or newer), on Windows the "
            + "Visual C++ redistributable. --no-peer measures the generated networks alone.";
        return false;
    }

    // Apart, so that a failure to load TorchSharp.dll itself happens inside the caller's try.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Start(int threads)
    {
        torch.InitializeDeviceType(DeviceType.CPU);
        torch.set_num_threads(threads);
        string sharp = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?";
        return $"TorchSharp {sharp}, libtorch {Version.Parse(torch.__version__).ToString(3)}";
    }

    // A system that is too old would make TorchSharp copy all of libtorch and print a page of places; the loader's own words say it in one line.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? WhyTooOld()
    {
        try
        {
            foreach (string name in (ReadOnlySpan<string>)["torch_cpu", "LibTorchSharp"])
                NativeLibrary.Load(name, typeof(torch).Assembly, null);
        }
        catch (DllNotFoundException e)
        {
            return e.Message.Split('\n').FirstOrDefault(line => line.Contains("version `GLIBC", StringComparison.Ordinal))?.Trim();
        }

        return null;
    }
}
