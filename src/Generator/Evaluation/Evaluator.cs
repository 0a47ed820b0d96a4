using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>
/// Runs a method of the user's while the project compiles, over Roslyn's operation trees: ordinary C# control flow and arithmetic, with graph
/// values for tensors. What it does not know is an error on the exact expression, never a guess.
/// </summary>
/// <param name="bodies">Where bodies of helper methods are found, in any file of the project.</param>
/// <param name="library">Answers calls to the methods that make up networks.</param>
internal sealed partial class Evaluator(SourceBodies bodies, ILibrary library, CancellationToken cancellation)
{
    /// <summary>Operations after which a loop is taken to be without end.</summary>
    private const int MostSteps = 2_000_000;

    /// <summary>What a call of the library counts: it makes nodes of a graph.</summary>
    private const int LibrarySteps = 20;

    /// <summary>Calls inside each other after which a recursion is taken to be without end.</summary>
    private const int MostDepth = 200;

    private readonly Dictionary<ISymbol, object?> _statics = new(SymbolEqualityComparer.Default);
    private int _steps;
    private IOperation? _loop;
    private int _depth;

    private enum Flow
    {
        Next,
        Break,
        Continue,
        Return,
    }

    /// <summary>Calls a static method with arguments in the order of its parameters.</summary>
    public object? Call(IMethodSymbol method, IReadOnlyList<object?> arguments, Location? place)
    {
        IOperation body = BodyOf(method, place);
        var frame = new Frame(null);
        for (int i = 0; i < method.Parameters.Length; i++) frame.Declare(method.Parameters[i], arguments[i]);
        return Run(method, body, frame, place);
    }

    private object? Run(IMethodSymbol method, IOperation body, Frame frame, Location? place)
    {
        try
        {
            if (++_depth > MostDepth) throw new InsufficientExecutionStackException();
            System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
            using IDisposable scope = library.Enter(method);
            object? result = null;
            switch (body)
            {
                case IMethodBodyOperation { BlockBody: { } block }:
                    Execute(block, frame, ref result);
                    break;
                case IMethodBodyOperation { ExpressionBody: { } block }:
                    Execute(block, frame, ref result);
                    break;
                case IBlockOperation block:
                    Execute(block, frame, ref result);
                    break;
                default:
                    throw NotKnown(body, "write an ordinary method body");
            }

            return result;
        }
        catch (InsufficientExecutionStackException)
        {
            throw new EvaluationException(Descriptors.EndlessRecursion, place, method.Name, Literals.Int(_depth - 1));
        }
        finally
        {
            _depth--;
        }
    }

    private IOperation BodyOf(IMethodSymbol method, Location? place)
    {
        string name = method.ContainingType is { Name.Length: > 0 } type ? $"{type.Name}.{method.Name}" : method.Name;
        if (method.IsAsync || method.IsExtern || method.IsAbstract)
            throw new EvaluationException(Descriptors.NotInLanguage, place, $"'{name}' is {(method.IsAsync ? "async" : method.IsExtern ? "extern" : "abstract")}", "write an ordinary method with a body");
        if (method.ReturnsByRef || method.ReturnsByRefReadonly) throw new EvaluationException(Descriptors.NotInLanguage, place, $"'{name}' returns a reference", "return a value");
        if (method.OriginalDefinition.DeclaringSyntaxReferences.Length == 0)
            throw new EvaluationException(Descriptors.NotInLanguage, place, $"'{name}' is not in this project's source", "write it in this project, or use the functions of Tensor; a network is the same at every build");
        return bodies.Body(method) ?? throw new EvaluationException(Descriptors.NotInLanguage, place, $"'{name}' has no body", "write a method with a body");
    }

    private void Step(IOperation operation, int count = 1)
    {
        _steps += count;
        if (_steps > MostSteps) throw new EvaluationException(Descriptors.EndlessLoop, _loop is null ? operation.Syntax.GetLocation() : _loop.Syntax.GetFirstToken().GetLocation());
        if (_steps / 256 != (_steps - count) / 256) cancellation.ThrowIfCancellationRequested();
    }

    private static EvaluationException NotKnown(IOperation operation, string instead)
        => new(Descriptors.NotInLanguage, operation.Syntax.GetLocation(), $"'{Shorten(operation.Syntax.ToString())}' cannot be evaluated while the network compiles", instead);

    public static string Shorten(string text)
    {
        string line = string.Join(" ", text.Split(['\r', '\n', ' '], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 60 ? line : line.Substring(0, 57) + "...";
    }

    private Flow Execute(IOperation? statement, Frame frame, ref object? result)
    {
        if (statement is null) return Flow.Next;
        Step(statement);
        switch (statement)
        {
            case IBlockOperation block:
                return ExecuteAll(block.Operations, new Frame(frame), ref result);
            case IVariableDeclarationGroupOperation group:
                foreach (IVariableDeclaratorOperation declarator in group.Declarations.SelectMany(d => d.Declarators))
                {
                    if (declarator.Symbol.IsRef) throw NotKnown(declarator, "use a variable of its own, not a reference");
                    IVariableInitializerOperation? initializer = declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer;
                    frame.Declare(declarator.Symbol, initializer is null ? null : Evaluate(initializer.Value, frame));
                }

                return Flow.Next;
            case IExpressionStatementOperation expression:
                Evaluate(expression.Operation, frame);
                return Flow.Next;
            case IReturnOperation returned:
                result = returned.ReturnedValue is null ? null : Evaluate(returned.ReturnedValue, frame);
                return Flow.Return;
            case IConditionalOperation conditional:
                return Execute(Truth(conditional.Condition, frame) ? conditional.WhenTrue : conditional.WhenFalse, frame, ref result);
            case ILoopOperation loop:
                return ExecuteLoop(loop, frame, ref result);
            case IBranchOperation { BranchKind: BranchKind.Break }:
                return Flow.Break;
            case IBranchOperation { BranchKind: BranchKind.Continue }:
                return Flow.Continue;
            case ISwitchOperation choice:
                return ExecuteSwitch(choice, frame, ref result);
            case ILocalFunctionOperation function:
                frame.Declare(function.Symbol, new FunctionValue(function.Symbol, function.Body!, frame));
                return Flow.Next;
            case IEmptyOperation:
                return Flow.Next;
            case IThrowOperation thrown:
                throw Thrown(thrown, frame);
            default:
                throw NotKnown(statement, "use declarations, assignments, if, switch, for, foreach, while and return");
        }
    }

    private Flow ExecuteAll(IEnumerable<IOperation> statements, Frame frame, ref object? result)
    {
        // Local functions may be called above the place where they are written.
        foreach (IOperation statement in statements)
        {
            if (statement is ILocalFunctionOperation) Execute(statement, frame, ref result);
        }

        foreach (IOperation statement in statements)
        {
            if (statement is ILocalFunctionOperation) continue;
            Flow flow = Execute(statement, frame, ref result);
            if (flow != Flow.Next) return flow;
        }

        return Flow.Next;
    }

    private Flow ExecuteLoop(ILoopOperation loop, Frame frame, ref object? result)
    {
        IOperation? around = _loop;
        _loop = loop;
        Flow flow = loop switch
        {
            IForLoopOperation counted => ExecuteFor(counted, new Frame(frame), ref result),
            IWhileLoopOperation conditional => ExecuteWhile(conditional, frame, ref result),
            IForEachLoopOperation over => ExecuteForEach(over, frame, ref result),
            _ => throw NotKnown(loop, "use for, foreach and while"),
        };
        _loop = around;
        return flow;
    }

    private Flow ExecuteFor(IForLoopOperation loop, Frame frame, ref object? result)
    {
        ExecuteAll(loop.Before, frame, ref result);
        while (loop.Condition is null || Truth(loop.Condition, frame))
        {
            Step(loop);
            Flow flow = Execute(loop.Body, new Frame(frame), ref result);
            if (flow == Flow.Break) break;
            if (flow == Flow.Return) return flow;
            ExecuteAll(loop.AtLoopBottom, frame, ref result);
        }

        return Flow.Next;
    }

    private Flow ExecuteForEach(IForEachLoopOperation loop, Frame frame, ref object? result)
    {
        foreach (object? item in Items(Evaluate(loop.Collection, frame), loop.Collection))
        {
            Step(loop);
            var round = new Frame(frame);
            if (loop.LoopControlVariable is IVariableDeclaratorOperation declarator) round.Declare(declarator.Symbol, item);
            else PlaceOf(loop.LoopControlVariable, round).Set(item);
            Flow flow = Execute(loop.Body, round, ref result);
            if (flow == Flow.Break) break;
            if (flow == Flow.Return) return flow;
        }

        return Flow.Next;
    }

    private Flow ExecuteWhile(IWhileLoopOperation loop, Frame frame, ref object? result)
    {
        while (true)
        {
            Step(loop);
            var round = new Frame(frame);
            if (loop.ConditionIsTop && Truth(loop.Condition!, round) == loop.ConditionIsUntil) break;
            Flow flow = Execute(loop.Body, round, ref result);
            if (flow == Flow.Break) break;
            if (flow == Flow.Return) return flow;
            if (!loop.ConditionIsTop && Truth(loop.Condition!, round) == loop.ConditionIsUntil) break;
        }

        return Flow.Next;
    }

    private Flow ExecuteSwitch(ISwitchOperation choice, Frame frame, ref object? result)
    {
        object? value = Evaluate(choice.Value, frame);
        frame = new Frame(frame);
        ISwitchCaseOperation? chosen = choice.Cases.FirstOrDefault(c => c.Clauses.Any(clause => Matches(clause, value, frame)))
            ?? choice.Cases.FirstOrDefault(c => c.Clauses.Any(clause => clause is IDefaultCaseClauseOperation));
        if (chosen is null) return Flow.Next;
        Flow flow = ExecuteAll(chosen.Body, frame, ref result);
        return flow == Flow.Break ? Flow.Next : flow;
    }

    private bool Matches(ICaseClauseOperation clause, object? value, Frame frame) => clause switch
    {
        ISingleValueCaseClauseOperation single => Equals(value, Evaluate(single.Value, frame)),
        IPatternCaseClauseOperation pattern => Matches(pattern.Pattern, value, frame) && (pattern.Guard is null || Truth(pattern.Guard, frame)),
        IDefaultCaseClauseOperation => false,
        _ => throw NotKnown(clause, "use constants and simple patterns in a switch"),
    };

    private EvaluationException Thrown(IThrowOperation thrown, Frame frame)
    {
        IOperation? exception = thrown.Exception is IConversionOperation conversion ? conversion.Operand : thrown.Exception;
        string message = exception is IObjectCreationOperation { Arguments.Length: > 0 } creation ? ConstantArithmetic.Text(Evaluate(creation.Arguments[0].Value, frame)) : "an exception";
        return new EvaluationException(Descriptors.Thrown, thrown.Syntax.GetLocation(), message);
    }

    private bool Truth(IOperation condition, Frame frame)
        => Evaluate(condition, frame) is bool value ? value : throw NotKnown(condition, "a condition must be known while the network compiles, from constants, sizes and loop variables");
}

/// <summary>The methods and types that make up networks, answered by the layers and ops.</summary>
internal interface ILibrary
{
    /// <summary>Whether a type is one of the library's.</summary>
    bool Knows(INamedTypeSymbol type);

    /// <summary>Calls a method, operator or property of the library.</summary>
    /// <param name="instance">The object before the dot; null for static members.</param>
    /// <param name="arguments">By parameter name, defaults filled in.</param>
    object? Call(ISymbol member, object? instance, IReadOnlyDictionary<string, object?> arguments, IOperation call);

    /// <summary>Creates an object of a library type, such as a layer that is used more than once.</summary>
    object? Create(IMethodSymbol constructor, IReadOnlyDictionary<string, object?> arguments, IOperation call);

    /// <summary>A number where a tensor is expected.</summary>
    object? FromNumber(object? number, INamedTypeSymbol type, IOperation conversion);

    /// <summary>A method of the user's begins; layers inside carry its name in their paths. Ends when disposed.</summary>
    IDisposable Enter(IMethodSymbol method);
}
