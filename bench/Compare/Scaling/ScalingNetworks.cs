using System.Globalization;
using System.Reflection;
using Compare.Generation;
using NeuralNet.Gen;

namespace Compare.Scaling;

/// <summary>Where a point of the picture lies.</summary>
/// <param name="Series">What grows.</param>
/// <param name="Extent">How far.</param>
internal readonly record struct ScalingPlace(string Series, int Extent)
{
    private const int Width = 256, Depth = 3, Batch = 64;

    /// <summary>All series: one extent grows, the other two stay at width 256, depth 3 and batch 64.</summary>
    public static IReadOnlyList<ScalingPlace> All { get; } =
    [
        .. Grow("width", [64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048]),
        .. Grow("depth", [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48]),
        .. Grow("batch", [1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512]),
    ];

    /// <summary>Features of every layer.</summary>
    public int LayerWidth => Series == "width" ? Extent : Width;

    /// <summary>Hidden layers.</summary>
    public int LayerCount => Series == "depth" ? Extent : Depth;

    /// <summary>Samples.</summary>
    public int BatchSize => Series == "batch" ? Extent : Batch;

    private static IEnumerable<ScalingPlace> Grow(string name, int[] extents) => extents.Select(extent => new ScalingPlace(name, extent));
}

/// <summary>Multilayer perceptrons of many widths and depths: written, generated and compiled before anything is timed.</summary>
internal sealed class ScalingNetworks
{
    private readonly Assembly _assembly;

    /// <summary>Compiles the network of each place, equal ones once.</summary>
    public ScalingNetworks(IEnumerable<ScalingPlace> places)
        => _assembly = GeneratorHost.Load("ScalingNetworks", places.Select(p => (p.LayerWidth, p.LayerCount)).Distinct().Select(n => Source(n.LayerWidth, n.LayerCount)));

    /// <summary>A fresh network of the place's size.</summary>
    public INetwork Create(ScalingPlace place) => (INetwork)Activator.CreateInstance(_assembly.GetType(Name(place.LayerWidth, place.LayerCount))!, [42UL])!;

    private static string Name(int width, int depth) => string.Create(CultureInfo.InvariantCulture, $"Mlp{width}x{depth}");

    private static string Source(int width, int depth) => string.Create(CultureInfo.InvariantCulture, $$"""
        using NeuralNet.Gen;
        using static NeuralNet.Gen.Functional;

        [Network]
        public sealed partial class {{Name(width, depth)}}
        {
            static Tensor Forward([Shape({{width}})] Tensor x)
            {
                for (int i = 0; i < {{depth}}; i++) x = x.Dense({{width}}).Relu();
                return x.Dense(10);
            }

            static Scalar Loss(Tensor scores, Tokens labels) => CrossEntropy(scores, labels);
        }
        """);
}
