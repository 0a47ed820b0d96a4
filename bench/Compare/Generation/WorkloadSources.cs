using NeuralNet.Gen.Generator;

namespace Compare.Generation;

/// <summary>The networks of the workloads as the generator sees them: from their own source files, which lie in this assembly as resources.</summary>
internal static class WorkloadSources
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq;";

    /// <summary>What the generator compiles of a workload's network.</summary>
    public static CompiledNetwork Compile(Workload workload)
    {
        string name = workload.GetType().Name;
        using Stream stream = typeof(WorkloadSources).Assembly.GetManifestResourceStream(name + ".cs")
            ?? throw new InvalidOperationException($"{name} does not stand in a file {name}.cs");
        using var reader = new StreamReader(stream);
        IReadOnlyList<CompiledNetwork> networks = GeneratorHost.Networks([Usings, reader.ReadToEnd()]);
        return networks.SingleOrDefault(n => n.Model.Type.PlainName == workload.Network.Info.Name)
            ?? throw new InvalidOperationException($"{name}.cs does not declare {workload.Network.Info.Name}");
    }
}
