using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Compare.Blas;

/// <summary>One loaded BLAS, on one thread, with the kernels of one kind of processor.</summary>
internal sealed unsafe class BlasLibrary
{
    private const int RowMajor = 101, Plain = 111, Transposed = 112;

    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemm;

    private BlasLibrary(string name, nint handle)
    {
        Name = name;
        _sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)NativeLibrary.GetExport(handle, "cblas_sgemm");
    }

    /// <summary>Library and kernels.</summary>
    public string Name { get; }

    /// <summary>c = a·b, row-major.</summary>
    public void Multiply(bool turnsA, bool turnsB, int m, int n, int k, float* a, int leadingA, float* b, int leadingB, float* c, int leadingC)
        => _sgemm(RowMajor, turnsA ? Transposed : Plain, turnsB ? Transposed : Plain, m, n, k, 1f, a, leadingA, b, leadingB, 0f, c, leadingC);

    /// <summary>
    /// OpenBLAS and BLIS, each with the kernels that it chooses for this machine and with others that run here: an older release does not know a newer processor, and a
    /// peer must not look worse than it is. A copy of a library's file is a library of its own to the loader, so they all live in one process.
    /// </summary>
    /// <param name="failures">A line for each one that does not load.</param>
    public static IReadOnlyList<BlasLibrary> LoadAll(List<string> failures)
    {
        var libraries = new List<BlasLibrary>();
        Add("openblas", "libopenblas.so.0", "OPENBLAS_CORETYPE", ["Zen", "SkylakeX"], handle =>
        {
            ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(handle, "openblas_set_num_threads"))(1);
            return Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)NativeLibrary.GetExport(handle, "openblas_get_corename"))()) ?? "?";
        });
        Add("blis", "libblis.so.4", "BLIS_ARCH_TYPE", ["zen3", "skx"], handle =>
        {
            ((delegate* unmanaged<nint, void>)NativeLibrary.GetExport(handle, "bli_thread_set_num_threads"))(1);
            int kernels = ((delegate* unmanaged<int>)NativeLibrary.GetExport(handle, "bli_arch_query_id"))();
            return Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<int, byte*>)NativeLibrary.GetExport(handle, "bli_arch_string"))(kernels)) ?? "?";
        });
        return libraries;

        void Add(string name, string file, string variable, string[] others, Func<nint, string> start)
        {
            try
            {
                nint first = NativeLibrary.Load(Find(file));
                string chosen = start(first);
                libraries.Add(new BlasLibrary($"{name}-{chosen}", first));
                if (!OperatingSystem.IsLinux()) return;
                foreach (string kernels in others.Where(k => Runs(k) && !string.Equals(k, chosen, StringComparison.OrdinalIgnoreCase))) AddCopy(name, file, variable, kernels, start);
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
            {
                failures.Add($"{name} does not load on this machine, its columns are left out: {e.Message.Split('\n')[0].Trim()}");
            }
        }

        void AddCopy(string name, string file, string variable, string kernels, Func<nint, string> start)
        {
            string copy = Path.Combine(Path.GetTempPath(), $"{Environment.ProcessId}-{kernels}-{file}");
            File.Copy(Find(file), copy, overwrite: true);
            try
            {
                // The runtime's own copy of the environment is not what native code reads.
                _ = SetEnvironment(variable, kernels, 1);
                nint handle = NativeLibrary.Load(copy);
                libraries.Add(new BlasLibrary($"{name}-{start(handle)}", handle));
            }
            finally
            {
                _ = UnsetEnvironment(variable);
                File.Delete(copy);
            }
        }
    }

    // Asked for by name, a library runs kernels of which the processor does not know the instructions, and the process ends.
    private static bool Runs(string kernels)
    {
        const int ExtendedFeatures = 7, Avx2 = 5, Avx512Foundation = 16;
        if (!X86Base.IsSupported) return false;
        int features = X86Base.CpuId(ExtendedFeatures, 0).Ebx;
        return (features >> (kernels is "SkylakeX" or "skx" ? Avx512Foundation : Avx2) & 1) != 0;
    }

    // Debian keeps them in folders of their own, of which only a link stands where the loader looks.
    private static string Find(string file) => new[] { "blis-openmp", "openblas-pthread", "" }
        .Select(folder => Path.Combine("/usr/lib/x86_64-linux-gnu", folder, file)).FirstOrDefault(File.Exists) ?? file;

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnvironment(string name, string value, int overwrite);

    [DllImport("libc", EntryPoint = "unsetenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int UnsetEnvironment(string name);
}
