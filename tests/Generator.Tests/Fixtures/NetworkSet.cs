using System.Reflection;
using System.Text;

namespace NeuralNet.Gen.Generator.Tests.Fixtures;

/// <summary>Many networks from one compilation, because starting the C# compiler costs more than a network does.</summary>
internal sealed class NetworkSet
{
    private readonly Dictionary<string, string> _types = [];
    private readonly Lazy<Assembly> _assembly;

    public NetworkSet(IEnumerable<OracleNetwork> networks)
    {
        var source = new StringBuilder("using NeuralNet.Gen;\n");
        foreach (string attributes in networks.Select(n => n.Attributes).Distinct())
        {
            string type = $"Net{_types.Count}";
            _types.Add(attributes, type);
            source.Append($"[Network, {attributes}] public sealed partial class {type};\n");
        }

        _assembly = new Lazy<Assembly>(() => GeneratorRun.Of(source.ToString()).Load());
    }

    public Network Create(OracleNetwork network, ulong seed = 1) => Network.Create(_assembly.Value, _types[network.Attributes], seed);
}
