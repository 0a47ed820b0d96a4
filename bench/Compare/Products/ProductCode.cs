using System.Globalization;
using System.Reflection;
using Compare.Generation;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Kernels;

namespace Compare.Products;

/// <summary>Runs one emitted product over the whole batch.</summary>
internal unsafe delegate void ProductCall(float* a, float* b, float* c, nint batch, nint stride);

/// <summary>
/// The code of emitted products: the generator's own emitter prints each kernel, with the tiles that its network has, into a class of its own beside a method that
/// calls it, and Roslyn compiles them as a Release build does. So what is timed is the kernel of that very shape, and nothing else of the network.
/// </summary>
internal static class ProductCode
{
    private const string Header = """
        #pragma warning disable
        using System;
        using System.Runtime.CompilerServices;
        using System.Runtime.Intrinsics;
        using System.Runtime.Intrinsics.Arm;
        using NeuralNet.Gen;
        using NeuralNet.Gen.Numerics;

        """;

    /// <summary>Compiles the products.</summary>
    /// <param name="products">Each with whether its network's products share tiles.</param>
    public static IReadOnlyList<ProductCall> Load(IReadOnlyList<(EmittedProduct Product, bool SharesTiles)> products)
    {
        Assembly assembly = GeneratorHost.Load("EmittedProducts", products.Select((p, i) => Print(ClassName(i), p.Product, p.SharesTiles)));
        return [.. products.Select((_, i) => assembly.GetType(ClassName(i))!.GetMethod("Run")!.CreateDelegate<ProductCall>())];
    }

    private static string ClassName(int number) => "Product" + number.ToString(CultureInfo.InvariantCulture);

    private static string Print(string name, EmittedProduct product, bool sharesTiles)
    {
        var writer = new CodeWriter { SharesTiles = sharesTiles };
        writer.Lines(Header);
        using (writer.Block($"public static unsafe class {name}"))
        {
            writer.Line($"public static void Run(float* a, float* b, float* c, nint batch, nint stride) => {product.Call}");
            writer.Line();
            product.Kernel.Shared.Emit(writer);
        }

        return writer.ToString();
    }
}
