using CsCheck;

namespace NeuralNet.Gen.Generator.Tests.Properties;

/// <summary>A network as C# text: the members of its class, and how many samples to run it with.</summary>
internal sealed record DrawnNetwork(string Members, int Batch)
{
    public string SourceOf(string type) => $"[Network] public sealed partial class {type}\n{{\n{Members}\n}}\n";

    public override string ToString() => $"// {Batch} samples\n{SourceOf("Net")}";
}

/// <summary>Draws valid declarations. Networks of fewer statements count as smaller.</summary>
internal sealed class NetworkGen : Gen<DrawnNetwork>
{
    public const string Usings = "using NeuralNet.Gen; using static NeuralNet.Gen.Functional;\n";

    public override DrawnNetwork Generate(PCG pcg, Size? min, out Size size)
    {
        var draw = new NetworkDraw(pcg);
        DrawnNetwork network = draw.Run();
        size = new Size((ulong)draw.Statements);
        return network;
    }
}
