using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;

namespace NeuralNet.Gen.JitListing;

/// <summary>First argument: an assembly; second: a pattern of method names. Every method whose name matches is compiled, none is called. Prints the instruction sets in use and the number of methods.</summary>
internal static class Program
{
    private static void Main(string[] args)
    {
        var pattern = new Regex(args[1], RegexOptions.CultureInvariant);
        int methods = 0;
        foreach (Type type in Assembly.LoadFrom(args[0]).GetTypes())
        {
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!pattern.IsMatch(method.Name)) continue;
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
                methods++;
            }
        }

        Console.WriteLine($"Vector512 {Vector512.IsHardwareAccelerated}");
        Console.WriteLine($"Vector256 {Vector256.IsHardwareAccelerated}");
        Console.WriteLine($"methods {methods}");
    }
}
