using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Layers;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>Reads a network that is declared as a <c>Forward</c> method, and its <c>Loss</c> method if it has one, by evaluating them.</summary>
internal sealed class MethodReader(INamedTypeSymbol type, Compilation compilation, List<DiagnosticInfo> diagnostics, ParseNotes notes)
{
    private readonly BorderNames _names = new();

    public NetworkBuilder Network { get; private set; } = new();

    public IReadOnlyList<LayerModel> Layers { get; private set; } = [];

    public IReadOnlyList<string> OutputNames { get; private set; } = [];

    public PredictionKind Prediction { get; private set; }

    /// <summary>The methods that declare a network: named Forward, with tensors in their signature. What users overload for spans is none.</summary>
    public static IReadOnlyList<IMethodSymbol> FindForward(INamedTypeSymbol type) => Declarations(type, "Forward");

    /// <summary>The graph, or null when a diagnostic was added.</summary>
    public TensorGraph? Read(IReadOnlyList<IMethodSymbol> forward, CancellationToken cancellation)
    {
        var bodies = new SourceBodies(compilation, notes.Files, cancellation);
        try
        {
            Signature.Check(forward, Declarations(type, "Loss"));
            IMethodSymbol? loss = Declarations(type, "Loss").FirstOrDefault();
            if (notes.EarlierLayerCounts is { } expected && TryBuild(forward[0], loss, bodies, expected, cancellation) is { } graph)
            {
                notes.LayerCounts = expected;
                return graph;
            }

            // Counts first, so that a name which stands alone in its scope needs no number.
            var counting = new ScopeNames(null);
            try
            {
                Build(forward[0], loss, bodies, counting, cancellation);
            }
            catch (EvaluationException)
            {
                // The second walk stops at the same place, with better names to tell it by.
            }

            notes.LayerCounts = counting.Counts;
            return Build(forward[0], loss, bodies, new ScopeNames(counting.Counts), cancellation);
        }
        catch (EvaluationException mistake)
        {
            // What the C# compiler refuses is its to tell; what follows from it is noise.
            if (bodies.HasErrors()) throw new IncompleteDeclarationException();
            diagnostics.Add(DiagnosticInfo.Create(mistake.Descriptor, mistake.Place ?? forward[0].Locations.FirstOrDefault(), mistake.Arguments));
            return null;
        }
    }

    private static IReadOnlyList<IMethodSymbol> Declarations(INamedTypeSymbol type, string name)
        => [.. type.GetMembers(name).OfType<IMethodSymbol>().Where(m => m.MethodKind == MethodKind.Ordinary && (Signature.MentionsTensors(m.ReturnType) || m.Parameters.Any(p => Signature.MentionsTensors(p.Type))))];

    /// <summary>One walk instead of two: most edits leave the layers' names as they were. Null where they do not.</summary>
    private TensorGraph? TryBuild(IMethodSymbol forward, IMethodSymbol? loss, SourceBodies bodies, IReadOnlyDictionary<string, int> expected, CancellationToken cancellation)
    {
        var names = new ScopeNames(expected);
        try
        {
            TensorGraph graph = Build(forward, loss, bodies, names, cancellation);
            bool isSame = names.Counts.Count == expected.Count && names.Counts.All(n => expected.TryGetValue(n.Key, out int count) && count == n.Value);
            return isSame ? graph : null;
        }
        catch (EvaluationException)
        {
            return null;
        }
    }

    private TensorGraph Build(IMethodSymbol forward, IMethodSymbol? lossMethod, SourceBodies bodies, ScopeNames names, CancellationToken cancellation)
    {
        Network = new NetworkBuilder();
        _names.Clear();
        var library = new NetworkLibrary(type.Name, Network, names);
        var evaluator = new Evaluator(bodies, library, cancellation);
        Network.Graph.Origin = "input";
        object?[] inputs = [.. forward.Parameters.Select(p => (object?)new TensorValue(Network.Input(BorderOf(p))))];
        Value[] results = OutputsOf(forward, evaluator.Call(forward, inputs, forward.Locations.FirstOrDefault()));
        OutputNames = results.Length == 1 ? ["output"] : [.. ((INamedTypeSymbol)forward.ReturnType).TupleElements.Select((e, i) => _names.Next(e.IsExplicitlyNamedTupleElement ? e.Name : "output" + Literals.Int(i + 1)))];
        Value? loss = lossMethod is null ? null : BuildLoss(lossMethod, evaluator, results);
        Layers = library.Layers;
        CheckBounds(forward, lossMethod);
        Network.Graph.Origin = "prediction";
        var outputs = new List<GraphOutput>();
        for (int i = 0; i < results.Length; i++)
        {
            // What an output means is said by the loss that compares it, if there is one alone.
            LossLayer[] meanings = [.. library.Losses.Where(l => l.Output == results[i]).Select(l => l.Layer).Distinct()];
            LossLayer? meaning = meanings.Length == 1 ? meanings[0] : null;
            if (i == 0) Prediction = meaning?.Prediction ?? PredictionKind.Values;
            outputs.Add(GraphOutput.Declared(i, results[i]));
            outputs.Add(GraphOutput.Predicted(i, meaning?.Predict(Network.Graph, results[i]) ?? results[i]));
        }

        if (loss is { } value) outputs.Add(new GraphOutput(OutputRole.Loss, 0, value));
        if (loss is not null) outputs.AddRange(Network.Updates);
        return TensorGraph.Of(Network.Graph, outputs);
    }

    private Value[] OutputsOf(IMethodSymbol forward, object? result)
    {
        object?[] items = result is TupleValue tuple ? tuple.Items : [result];
        foreach (object? item in items)
        {
            if (item is not TensorValue tensor) throw Signature.Bad(forward, "Forward returns no tensor here", "return the network's output");
            if (!Network.TypeOf(tensor.Value).IsBatched) throw Signature.Bad(forward, "Forward returns a tensor that depends on no input", "return what is computed from the inputs");
        }

        return [.. items.Select(i => ((TensorValue)i!).Value)];
    }

    private Value BuildLoss(IMethodSymbol method, Evaluator evaluator, Value[] outputs)
    {
        var arguments = new List<object?>();
        int given = 0;
        string returned = outputs.Length == 1 ? "one tensor only" : $"{Literals.Int(outputs.Length)} tensors only";
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            bool isOutput = Signature.KindOf(parameter.Type) == ElementKind.Float32 && Signature.ShapeOf(parameter) is null;
            if (isOutput && given == outputs.Length) throw Signature.Bad(parameter, $"'{parameter.Name}' has no [Shape] and Forward returns {returned}", "mark targets with [Shape(…)]");
            arguments.Add(new TensorValue(isOutput ? outputs[given++] : Network.Target(BorderOf(parameter))));
        }

        if (given == 0) throw Signature.Bad(method, "Loss does not take the network's output", "add a Tensor parameter without [Shape]");
        if (given < outputs.Length)
            throw Signature.Bad(method, $"Loss takes {Literals.Int(given)} of the {Literals.Int(outputs.Length)} tensors that Forward returns", "add a Tensor parameter without [Shape] for each, in the same order");
        if (evaluator.Call(method, arguments, method.Locations.FirstOrDefault()) is not TensorValue value || Network.TypeOf(value.Value) != TensorType.Scalar)
            throw Signature.Bad(method, "Loss returns no number here", "end in a loss such as CrossEntropy, or in Mean()");
        if (Network.Parameters.Count == 0) throw new EvaluationException(Descriptors.NothingToTrain, method.Locations.FirstOrDefault(), type.Name, "Loss");
        return value.Value;
    }

    private void CheckBounds(IMethodSymbol forward, IMethodSymbol? loss)
    {
        foreach (IParameterSymbol parameter in forward.Parameters.Concat(loss?.Parameters ?? []))
        {
            if (_names.Of(parameter) is not { } name || Network.Inputs.Concat(Network.Targets).First(t => t.Name == name) is not { Element: ElementKind.Int32, ClassCount: 0 }) continue;
            throw Signature.Bad(parameter, $"nothing says which integers '{parameter.Name}' may hold", "use it as labels of a loss or as tokens of an embedding");
        }
    }

    private TensorModel BorderOf(IParameterSymbol parameter)
    {
        if (Signature.KindOf(parameter.Type) is not { } kind) throw Signature.Bad(parameter, $"'{parameter.Name}' is a {parameter.Type.ToDisplayString()}", "parameters are Tensor or Tokens; make numbers constants of the class");
        int[]? shape = Signature.ShapeOf(parameter);
        if (shape is null && kind == ElementKind.Float32) throw Signature.Bad(parameter, $"the shape of '{parameter.Name}' is not known", "put [Shape(…)] before it: the extents of one sample");
        return new TensorModel(_names.Add(parameter), kind, new EquatableArray<int>(shape ?? []), 0);
    }
}
