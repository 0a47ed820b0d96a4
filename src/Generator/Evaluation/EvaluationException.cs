using Microsoft.CodeAnalysis;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>An expression of a <c>Forward</c> or <c>Loss</c> method that the language does not know, or that failed; it knows its place.</summary>
internal sealed class EvaluationException(DiagnosticDescriptor descriptor, Location? place, params string[] arguments) : Exception(descriptor.Id)
{
    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    public Location? Place { get; } = place;

    public string[] Arguments { get; } = arguments;
}
