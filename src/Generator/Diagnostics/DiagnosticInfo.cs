using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Diagnostics;

/// <summary>
/// A diagnostic that compares by value. It keeps the real location, not a copy of path and span, so that <c>#pragma warning</c> applies; a tree
/// that no edit touched is the same object, so steps that hold one still cache.
/// </summary>
internal sealed record DiagnosticInfo(DiagnosticDescriptor Descriptor, Location? Location, EquatableArray<string> Arguments)
{
    public static DiagnosticInfo Create(DiagnosticDescriptor descriptor, Location? location, params string[] arguments)
        => new(descriptor, location, EquatableArray.Of(arguments));

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location, [.. Arguments]);
}
