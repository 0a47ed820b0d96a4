using Microsoft.CodeAnalysis;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>A mistake in a declaration, found by a layer. The reader knows the place and makes a diagnostic of it.</summary>
/// <param name="argument">The parameter or property to underline; null for the whole attribute.</param>
internal sealed class DeclarationException(DiagnosticDescriptor descriptor, string? argument, params string[] arguments) : Exception(descriptor.Id)
{
    /// <summary>Which element of an array argument is wrong.</summary>
    public int Element { get; set; }

    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    public string? Argument { get; } = argument;

    public string[] Arguments { get; } = arguments;
}

/// <summary>The compiler itself reports an error in the attribute (a missing argument, a name that does not exist): nothing to add.</summary>
internal sealed class IncompleteDeclarationException : Exception;
