using System.Text;
using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Tests.Fixtures;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Emission;

/// <summary>What the smallest network looks like, so that a change of the emitted code is seen by whoever makes it.</summary>
public sealed class EmittedCodeSnapshotTests
{
    private const string Smallest = "using NeuralNet.Gen;\n/// <summary>Smallest.</summary>\n[Network, Input(2), Dense(2), Relu, Dense(2), MeanSquaredError]\npublic sealed partial class Smallest;\n";

    [Fact]
    public void The_smallest_network() => Snapshot.Matches(new UserProject(Smallest).Run().IsClean().Files);

    [Fact]
    public void The_public_face_of_a_network()
    {
        const string Classifier = "using NeuralNet.Gen;\n/// <summary>Digits.</summary>\n[Network, Input(28, 28 / 28), Relu]\npublic partial class Filter;\n/// <summary>Digits.</summary>\n[Network, Input(784), Dense(16, Name = \"hidden\", Bias = false), Relu, Dropout, Dense(10), SoftmaxCrossEntropy]\npublic sealed partial class Digits;\n";
        ProjectRun run = new UserProject(Smallest, Classifier).Run().IsClean();
        var format = SymbolDisplayFormat.CSharpErrorMessageFormat
            .WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeExplicitInterface)
            .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue);
        var text = new StringBuilder();
        foreach (string name in new[] { "Smallest", "Filter", "Digits" }) Write(run.Output.GetTypeByMetadataName(name)!, "");
        Snapshot.Matches([new("api.txt", text.ToString())]);

        void Write(INamedTypeSymbol type, string indent)
        {
            string bases = string.Join(", ", type.Interfaces.Select(i => i.ToDisplayString()));
            text.Append(indent).Append(type.TypeKind.ToString().ToLowerInvariant()).Append(' ').Append(type.Name).Append(bases.Length == 0 ? "" : " : " + bases).Append('\n');
            foreach (ISymbol member in type.GetMembers().OrderBy(m => m.ToDisplayString(format), StringComparer.Ordinal))
            {
                if (member.DeclaredAccessibility != Accessibility.Public || member.IsImplicitlyDeclared || member is IMethodSymbol { AssociatedSymbol: not null }) continue;
                if (member is INamedTypeSymbol nested) Write(nested, indent + "    ");
                else text.Append(indent).Append("    ").Append(member.ToDisplayString(format)).Append(member is IPropertySymbol { SetMethod: not null } ? " { get; set; }" : "").Append('\n');
            }
        }
    }
}
