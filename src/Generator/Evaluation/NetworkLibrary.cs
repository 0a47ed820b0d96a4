using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Evaluation.Functions;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Layers;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>A layer object: its arguments, its name and, after the first use, its parameters.</summary>
internal sealed class KeptLayer(Layer layer, CallArguments arguments, string name)
{
    public Layer Layer { get; } = layer;

    public CallArguments Arguments { get; } = arguments;

    public string Name { get; } = name;

    public Dictionary<string, Value> Parameters { get; } = [];
}

/// <summary>Answers the calls of a <c>Forward</c> or <c>Loss</c> method by appending to a network.</summary>
internal sealed partial class NetworkLibrary(string typeName, NetworkBuilder network, ScopeNames names) : ILibrary
{
    private readonly List<LayerModel> _layers = [];
    private readonly HashSet<string> _properties = [], _members = [typeName, .. ClassEmitter.MemberNames];
    private readonly Dictionary<Value, string> _producers = [];

    public IReadOnlyList<LayerModel> Layers => _layers;

    /// <summary>Losses taken, with the output that each compares.</summary>
    public List<(LossLayer Layer, Value Output)> Losses { get; } = [];

    private GraphBuilder Graph => network.Graph;

    public bool Knows(INamedTypeSymbol type) => type.ContainingAssembly?.Name == "NeuralNet.Gen.Abstractions";

    public IDisposable Enter(IMethodSymbol method)
    {
        bool isRoot = method.Name is "Forward" or "Loss" || method.MethodKind is MethodKind.PropertyGet or MethodKind.UserDefinedOperator or MethodKind.Conversion or MethodKind.AnonymousFunction;
        string name = method.Name.TrimStart('_');
        return isRoot || name.Length == 0 ? Unnamed.Instance : names.Enter(char.ToLowerInvariant(name[0]) + name.Substring(1));
    }

    public object? FromNumber(object? number, INamedTypeSymbol type, IOperation conversion)
        => ConstantArithmetic.ConvertNumber(number, SpecialType.System_Single) is float value ? new TensorValue(Graph.Constant(value)) : throw Refuse(conversion, "only numbers become tensors");

    public object? Create(IMethodSymbol constructor, IReadOnlyDictionary<string, object?> arguments, IOperation call)
    {
        string type = constructor.ContainingType.Name;
        if (Layer.Find(type + "Attribute") is not { } layer) throw Refuse(call, "create layers such as new Dense(64)");
        var given = new CallArguments(type, arguments, call);
        return new KeptLayer(layer, given, NameOf(layer, given, call));
    }

    public object? Call(ISymbol member, object? instance, IReadOnlyDictionary<string, object?> arguments, IOperation call)
    {
        try
        {
            return Answer(member, instance, arguments, call);
        }
        catch (DeclarationException mistake)
        {
            // A layer object's arguments stand where it was created.
            CallArguments given = mistake.Argument is not null && instance is KeptLayer kept && mistake.Arguments.FirstOrDefault() is string declaration && declaration == kept.Arguments.Declaration ? kept.Arguments : new CallArguments(member.Name, arguments, call);
            throw new EvaluationException(mistake.Descriptor, given.Place(mistake.Argument, mistake.Element), mistake.Arguments);
        }
        catch (ShapeException mistake)
        {
            throw new EvaluationException(Descriptors.Shapes, new CallArguments(member.Name, arguments, call).Place(null), mistake.Message);
        }
        catch (OverflowException)
        {
            throw new EvaluationException(Descriptors.TooLarge, new CallArguments(member.Name, arguments, call).Place(null), typeName, $"more than {Literals.Int(int.MaxValue)}", Literals.Int(int.MaxValue));
        }
    }

    private object? Answer(ISymbol member, object? instance, IReadOnlyDictionary<string, object?> arguments, IOperation call)
    {
        if (member is IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator }) return Operator((IMethodSymbol)member, arguments, call);
        if (instance is KeptLayer { Layer: RecurrentLayer } recurrent) return UseRecurrent(recurrent, arguments, call);
        if (instance is KeptLayer kept) return Use(kept, (IMethodSymbol)member, arguments, call);
        var given = new CallArguments(member.Name, arguments, call);
        if (member.ContainingType.Name == "Functional" && member.Name == "Position") return Position(given, call);
        if (FunctionSet.Find(member.ContainingType.Name, member.Name) is { } function)
        {
            Graph.Origin = "expression";
            Value? self = instance is null && member.IsStatic ? null : ValueOf(instance, call);
            return function(new FunctionCall(network, given, self, arguments));
        }

        if (member.ContainingType.Name == "Functional") return Loss((IMethodSymbol)member, given, arguments, call);
        if (instance is null) throw Refuse(call, "call it on a tensor: there is none here");
        Value x = ValueOf(instance, call);
        TensorType type = Graph.TypeOf(x);
        switch (member.Name)
        {
            case "Rank":
                return type.Rank;
            case "Size":
                return Size(type, (int)arguments["dimension"]!, given);
            case "Reshape":
                return Shaped(x, given);
            case "Flatten":
                return Shaped(x, type.PerSample);
            default:
                if (Layer.Find(member.Name + "Attribute") is not { } layer) throw Refuse(call, "no layer or op has this name");
                return Apply(layer, given, NameOf(layer, given, call), x, null, call);
        }
    }

    private static TensorValue Tensor(Value value) => new(value);

    private static Value ValueOf(object? value, IOperation call) => value is TensorValue tensor ? tensor.Value : throw Refuse(call, "give it a tensor first: there is none here");

    private static EvaluationException Refuse(IOperation call, string instead)
        => new(Descriptors.NotInLanguage, call.Syntax.GetLocation(), $"'{Evaluator.Shorten(call.Syntax.ToString())}' cannot be evaluated while the network compiles", instead);

    private static object Size(TensorType type, int dimension, CallArguments arguments)
    {
        int place = dimension < 0 ? type.Rank + dimension : dimension;
        if (place < 0 || place >= type.Rank) throw arguments.Bad("dimension", Literals.Int(dimension), $"a dimension of {type.ShapeText}");
        return type.Dims[place] != TensorType.Batch ? type.Dims[place] : throw arguments.Bad("dimension", Literals.Int(dimension), "not the batch: its extent is known at run time alone");
    }

    private TensorValue Shaped(Value x, CallArguments arguments)
    {
        int[] shape = arguments.Ints("shape");
        int bad = Array.FindIndex(shape, extent => extent < 1);
        if (bad >= 0) throw arguments.Bad("shape", Literals.Int(shape[bad]), "extents of at least 1, without the batch", bad);
        return Shaped(x, shape);
    }

    /// <summary>What depends on no input has no batch before and gets none.</summary>
    private TensorValue Shaped(Value x, params int[] shape) => Tensor(Graph.Add(new Reshape(new EquatableArray<int>(Graph.TypeOf(x).IsBatched ? [TensorType.Batch, .. shape] : shape)), x));

    private TensorValue Operator(IMethodSymbol method, IReadOnlyDictionary<string, object?> arguments, IOperation call)
    {
        Value[] values = [.. method.Parameters.Select(p => ValueOf(arguments[p.Name], call))];
        Graph.Origin = "expression";
        return Tensor(method.Name switch
        {
            "op_Addition" => Graph.Plus(values[0], values[1]),
            "op_Subtraction" => Graph.Minus(values[0], values[1]),
            "op_Multiply" => Graph.Times(values[0], values[1]),
            "op_Division" => Graph.Over(values[0], values[1]),
            "op_UnaryNegation" => Graph.Times(values[0], -1f),
            "op_GreaterThan" => Graph.OfMask(Graph.Add(new Greater(), values[0], values[1])),
            "op_LessThan" => Graph.OfMask(Graph.Add(new Greater(), values[1], values[0])),
            // Not the opposite of the other comparison: neither holds where a number is NaN.
            "op_GreaterThanOrEqual" => AtLeast(values[0], values[1]),
            "op_LessThanOrEqual" => AtLeast(values[1], values[0]),
            _ => throw Refuse(call, "use + - * / and comparisons"),
        });
    }

    /// <summary>1 where a ≥ b, otherwise 0.</summary>
    private Value AtLeast(Value a, Value b)
        => Graph.Add(new Where(), Graph.Add(new Greater(), a, b), Graph.Constant(1f), Graph.OfMask(Graph.Add(new Equal(), a, b)));

    /// <summary>What a message calls the source of a value.</summary>
    private string ProducerOf(Value x) => Graph[x].Op is Input input ? $"the input '{input.Label}'" : _producers.TryGetValue(x, out string producer) ? producer : "the expression before it";

    private TensorValue Apply(Layer layer, CallArguments arguments, string name, Value x, Dictionary<string, Value>? kept, IOperation call, Func<LayerContext, Value>? apply = null)
    {
        int firstNode = Graph.Nodes.Count, firstParameter = network.Parameters.Count;
        Graph.Origin = name;
        var context = new LayerContext(network, arguments, name, "", kept) { ProducerOf = ProducerOf };
        Value y = apply is null ? layer.Apply(context, x) : apply(context);
        _producers[y] = arguments.Declaration;
        if (network.Parameters.Count > firstParameter) CheckMembers(name, arguments, call);
        long parameters = network.Parameters.Skip(firstParameter).Sum(p => (long)p.Length);
        long flops = NetworkBuilder.FlopsOf(Graph.Nodes.Skip(firstNode), network.TypeOf);
        _layers.Add(new LayerModel(name, arguments.Declaration, new EquatableArray<int>(network.TypeOf(y).Dims.Skip(1)), parameters, flops));
        return Tensor(y);
    }

    private TensorValue Use(KeptLayer kept, IMethodSymbol method, IReadOnlyDictionary<string, object?> arguments, IOperation call)
    {
        Value x = ValueOf(arguments[method.Parameters[0].Name], call);
        var operands = new CallArguments(method.Name, arguments, call);
        if (method.Name != "Decode")
            return Apply(kept.Layer, kept.Arguments, kept.Name, x, kept.Parameters, call, context => kept.Layer.Apply(context with { Operands = operands }, x));
        Graph.Origin = kept.Name;
        return Tensor(((EmbeddingLayer)kept.Layer).Decode(new LayerContext(network, kept.Arguments, kept.Name, "", kept.Parameters) { ProducerOf = ProducerOf }, x));
    }

    private TensorValue Position(CallArguments arguments, IOperation call)
    {
        string name = NameOf(Layer.Find("PositionAttribute")!, arguments, call);
        Graph.Origin = name;
        return Tensor(PositionLayer.Create(new LayerContext(network, arguments, name, "")));
    }

    private TensorValue Loss(IMethodSymbol function, CallArguments given, IReadOnlyDictionary<string, object?> arguments, IOperation call)
    {
        string attribute = (function.Name == "CrossEntropy" ? "SoftmaxCrossEntropy" : function.Name) + "Attribute";
        if (Layer.Find(attribute) is not LossLayer layer) throw Refuse(call, "no loss has this name");
        Value output = ValueOf(arguments[function.Parameters[0].Name], call), target = ValueOf(arguments[function.Parameters[1].Name], call);
        if (layer.Contains is { } contained && Graph[output].Op.GetType().Name + "Attribute" == contained)
        {
            string activation = contained.Replace("Attribute", "");
            throw new DeclarationException(Descriptors.DoubleActivation, null, function.Name, activation.ToLowerInvariant(), activation + "()");
        }

        Graph.Origin = "loss";
        Losses.Add((layer, output));
        return Tensor(layer.Compare(new LayerContext(network, given, "loss", "") { ProducerOf = ProducerOf }, output, target));
    }

    /// <summary>A layer with parameters is a property of the class: it must not meet another generated member.</summary>
    private void CheckMembers(string layer, CallArguments arguments, IOperation call)
    {
        string property = ClassEmitter.PropertyOf(layer);
        foreach (string member in new[] { property, property + "Parameters" })
        {
            if (!_members.Add(member) && !names.IsCounting)
                throw new EvaluationException(Descriptors.NameTaken, arguments.Place("name") ?? call.Syntax.GetLocation(), member, typeName, $"give the layer '{layer}' another name");
        }
    }

    /// <summary>The path given by <c>name:</c>, or one made of the methods around the layer and its kind.</summary>
    private string NameOf(Layer layer, CallArguments arguments, IOperation call)
    {
        string path = arguments.Text("name") ?? names.Next(layer.Kind);
        bool valid = path.Length > 0 && path.Split('.').All(part => part.Length > 0 && part.All(c => c < 128 && (char.IsLetterOrDigit(c) || c == '_'))) && char.IsLetter(path[0]);
        if (!valid) throw new EvaluationException(Descriptors.BadName, arguments.Place("name"), path);
        // Property names differ from paths in dots and the case of letters after them.
        return _properties.Add(ClassEmitter.PropertyOf(path)) || names.IsCounting ? path : throw new EvaluationException(Descriptors.DuplicateName, arguments.Place("name") ?? call.Syntax.GetLocation(), path);
    }

    private sealed class Unnamed : IDisposable
    {
        public static Unnamed Instance { get; } = new();

        public void Dispose()
        {
            // The root has no name to leave.
        }
    }
}
