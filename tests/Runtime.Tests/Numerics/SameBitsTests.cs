using System.Diagnostics;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

/// <summary>Runs one program under different instruction sets and tiers of compilation; every hash must be the same.</summary>
public sealed class SameBitsTests
{
    private static readonly Lazy<Dictionary<string, string>> s_plain = new(() => Run(null, "0"));

    [Fact]
    public void Every_overload_has_the_same_bits()
    {
        foreach (string function in (string[])["Exp", "Expm1", "Log", "Log1p", "Tanh", "Sigmoid", "Erf", "Softplus", "SinTwoPi", "CosTwoPi"])
        {
            string one = s_plain.Value[$"bits {function}(float)"];
            Assert.Equal(one, s_plain.Value[$"bits {function}(Vector128)"]);
            Assert.Equal(one, s_plain.Value[$"bits {function}(Vector256)"]);
            Assert.Equal(one, s_plain.Value[$"bits {function}(Vector512)"]);
        }
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "0")]
    [InlineData("DOTNET_EnableAVX2", "0")]
    [InlineData("DOTNET_EnableHWIntrinsic", "0")]
    [InlineData("DOTNET_TieredCompilation", "0")]
    [InlineData("DOTNET_TieredPGO", "0")]
    public void The_bits_do_not_depend_on(string variable, string value)
    {
        Dictionary<string, string> switched = Run(variable, value);

        // A switch that does nothing would prove nothing. Elsewhere than on x86 only the last one exists.
        if (Avx2.IsSupported)
        {
            string[] gone = variable switch
            {
                "DOTNET_EnableAVX512" => ["has Vector512"],
                "DOTNET_EnableAVX2" => ["has Vector512", "has Vector256", "has Avx2", "has Fma"],
                "DOTNET_EnableHWIntrinsic" => ["has Vector512", "has Vector256", "has Vector128", "has Avx2", "has Fma"],
                _ => [],
            };
            foreach (string what in gone)
            {
                Assert.Equal("False", switched[what]);
            }
        }

        Assert.Equal(Bits(s_plain.Value), Bits(switched));
    }

    [Fact]
    public void The_bits_are_those_of_every_other_machine()
    {
        // One literal for x86 and Arm, Linux, Windows and macOS. It changes only when a function or a stream is changed on purpose.
        string all = string.Join('\n', Bits(s_plain.Value));
        Assert.Equal("4B331CF51A7CFE6DEC85968918343F7295698925F41B7ABA0028121979173733", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all))));
    }

    [Fact]
    public void Batches_do_not_depend_on_the_thread_that_transforms_them()
    {
        foreach (string what in (string[])["pictures", "sound"]) Assert.Equal(s_plain.Value[$"bits {what} read 0 ahead"], s_plain.Value[$"bits {what} read 2 ahead"]);
    }

    [Fact]
    public void Without_a_switch_the_program_uses_what_this_machine_has()
    {
        Assert.Equal(Vector512.IsHardwareAccelerated.ToString(), s_plain.Value["has Vector512"]);
        Assert.Equal(Vector256.IsHardwareAccelerated.ToString(), s_plain.Value["has Vector256"]);
        Assert.Equal(Vector128.IsHardwareAccelerated.ToString(), s_plain.Value["has Vector128"]);
    }

    private static List<string> Bits(Dictionary<string, string> lines)
    {
        List<string> bits = [.. lines.Where(l => l.Key.StartsWith("bits ", StringComparison.Ordinal)).Select(l => $"{l.Key} {l.Value}")];
        bits.Sort(StringComparer.Ordinal);
        Assert.Equal(68, bits.Count);
        return bits;
    }

    private static Dictionary<string, string> Run(string? variable, string value)
    {
        string relative = typeof(SameBitsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SameBitsProgram").Value!;
        string program = Path.GetFullPath(relative.Replace('\\', '/'), AppContext.BaseDirectory);
        Assert.True(File.Exists(program), $"{program} was not built");

        // shared/Microsoft.NETCore.App/10.0.x lies three levels below the host that runs this very test.
        string host = Path.GetFullPath(
            Path.Combine("..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"),
            Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        if (variable is not null)
        {
            start.Environment[variable] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {error.Result}");

        var lines = new Dictionary<string, string>();
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int space = line.LastIndexOf(' ');
            lines.Add(line[..space], line[(space + 1)..]);
        }

        return lines;
    }
}
