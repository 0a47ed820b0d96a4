using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NeuralNet.Gen.Generator.Diagnostics;

namespace NeuralNet.Gen.Generator.Evaluation;

internal sealed partial class Evaluator
{
    private Dictionary<string, object?> Arguments(IEnumerable<IArgumentOperation> arguments, Frame frame)
        => arguments.Where(a => a.Parameter is not null).ToDictionary(a => a.Parameter!.Name, a => Evaluate(a.Value, frame));

    private object? CallLibrary(ISymbol member, object? instance, IReadOnlyDictionary<string, object?> arguments, IOperation call)
    {
        Step(call, LibrarySteps);
        return library.Call(member, instance, arguments, call);
    }

    private object? Invoke(IInvocationOperation call, Frame frame)
    {
        IMethodSymbol method = call.TargetMethod;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out }) throw NotKnown(argument, "return a value or a tuple instead");
        }

        object? instance = call.Instance is null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } ? null : Evaluate(call.Instance, frame);
        Dictionary<string, object?> arguments = Arguments(call.Arguments, frame);
        if (library.Knows(method.ContainingType)) return CallLibrary(method, instance, arguments, call);
        object?[] ordered = [.. method.Parameters.Select(p => arguments.TryGetValue(p.Name, out object? value) ? value : null)];
        if (method.MethodKind == MethodKind.DelegateInvoke && instance is FunctionValue function) return CallFunction(function, ordered, call);
        if (method.MethodKind == MethodKind.LocalFunction && frame.TryGet(method.OriginalDefinition, out object? local) && local is FunctionValue known) return CallFunction(known, ordered, call);
        if (KnownMethod(method, instance, ordered, call) is { } answer) return answer.Value;
        if (call.Instance is not null && instance is null) throw new EvaluationException(Descriptors.Thrown, call.Instance.Syntax.GetLocation(), "it is null here");
        if (!method.IsStatic && instance is not ObjectValue) throw NotKnown(call, "call static methods, local functions, methods of your own records and the functions of Tensor");
        return CallMethod(method, instance as ObjectValue, ordered, call);
    }

    private object? CallFunction(FunctionValue function, IReadOnlyList<object?> arguments, IOperation call)
    {
        if (function.Method.IsAsync) throw NotKnown(call, "write an ordinary function");
        var frame = new Frame(function.Scope);
        for (int i = 0; i < function.Method.Parameters.Length; i++) frame.Declare(function.Method.Parameters[i], arguments[i]);
        return Run(function.Method, function.Body, frame, call.Syntax.GetLocation());
    }

    private object? CallMethod(IMethodSymbol method, ObjectValue? instance, IReadOnlyList<object?> arguments, IOperation call)
    {
        if (instance is not null && method.ContainingType.TypeKind == TypeKind.Interface && instance.Type.FindImplementationForInterfaceMember(method) is IMethodSymbol implemented) method = implemented;
        IMethodSymbol definition = method.OriginalDefinition;
        IOperation body = BodyOf(definition, call.Syntax.GetLocation());
        var frame = new Frame(null);
        for (int i = 0; i < definition.Parameters.Length; i++) frame.Declare(definition.Parameters[i], arguments[i]);
        if (instance is not null) frame.DeclareSelf(definition.ContainingType, instance);
        return Run(definition, body, frame, call.Syntax.GetLocation());
    }

    /// <summary>Methods of the base library that are worth knowing: arithmetic, lists and ranges.</summary>
    private KnownAnswer? KnownMethod(IMethodSymbol method, object? instance, object?[] arguments, IOperation call)
    {
        string type = method.ContainingType.ToDisplayString();
        if (type is "System.Math" or "System.MathF")
        {
            try
            {
                return KnownFunctions.Call(method.Name, arguments) is { } value ? new KnownAnswer(value) : null;
            }
            catch (ArithmeticException error)
            {
                throw new EvaluationException(Descriptors.Thrown, call.Syntax.GetLocation(), OneLine(error));
            }
        }

        switch (instance, method.Name)
        {
            case (List<object?> list, "Add"):
                list.Add(Stored.Of(arguments[0]));
                return new KnownAnswer(null);
            case (List<object?> list, "AddRange"):
                list.AddRange([.. Items(arguments[0], call).Select(Stored.Of)]);
                Step(call, list.Count);
                return new KnownAnswer(null);
            case (List<object?> list, "Insert") when arguments[0] is int place && place >= 0 && place <= list.Count:
                list.Insert(place, Stored.Of(arguments[1]));
                return new KnownAnswer(null);
            case (List<object?> list, "RemoveAt") when arguments[0] is int gone && gone >= 0 && gone < list.Count:
                list.RemoveAt(gone);
                return new KnownAnswer(null);
            case (List<object?> list, "Clear"):
                list.Clear();
                return new KnownAnswer(null);
            case (List<object?> list, "Reverse") when arguments.Length == 0:
                list.Reverse();
                return new KnownAnswer(null);
            case (List<object?> list, "ToArray"):
                return new KnownAnswer(list.ToArray());
            case (null, "Range") when type == "System.Linq.Enumerable" && arguments[0] is int start && arguments[1] is int count && count >= 0 && start <= int.MaxValue - count:
                Step(call, count);
                return new KnownAnswer(Enumerable.Range(start, count).Select(i => (object?)i).ToArray());
            case (null, "ToArray") when type == "System.Linq.Enumerable":
                return new KnownAnswer(Items(arguments[0], call).ToArray());
            case (null, "ToList") when type == "System.Linq.Enumerable":
                return new KnownAnswer(Items(arguments[0], call).ToList());
            case (int or long or float or double or bool or string, "ToString") when arguments.Length == 0:
                return new KnownAnswer(ConstantArithmetic.Text(instance));
            default:
                return null;
        }
    }

    private object? Create(IObjectCreationOperation creation, Frame frame)
    {
        Dictionary<string, object?> arguments = Arguments(creation.Arguments, frame);
        var type = (INamedTypeSymbol)creation.Type!;
        if (library.Knows(type))
        {
            Step(creation, LibrarySteps);
            return library.Create(creation.Constructor!, arguments, creation);
        }

        if (type.OriginalDefinition.ToDisplayString() == "System.Collections.Generic.List<T>")
        {
            var list = new List<object?>();
            object? source = arguments.Values.FirstOrDefault();
            if (source is not null and not int) list.AddRange(Items(source, creation));
            foreach (IInvocationOperation add in creation.Initializer?.Initializers.OfType<IInvocationOperation>() ?? []) list.Add(Stored.Of(Evaluate(add.Arguments[0].Value, frame)));
            return list;
        }

        if (type.DeclaringSyntaxReferences.Length == 0) throw NotKnown(creation, "create arrays, lists, tuples, layers and records of this project; a network is the same at every build");
        ObjectValue created = Construct(type, creation.Constructor!, arguments, creation);
        Initialize(created, creation.Initializer, frame);
        return created;
    }

    private sealed record KnownAnswer(object? Value);
}
