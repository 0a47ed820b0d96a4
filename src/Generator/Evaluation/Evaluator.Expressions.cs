using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Evaluation;

internal sealed partial class Evaluator
{
    private object? Evaluate(IOperation operation, Frame frame)
    {
        Step(operation);
        if (operation.ConstantValue.HasValue) return operation.ConstantValue.Value;
        switch (operation)
        {
            case IParenthesizedOperation parenthesized:
                return Evaluate(parenthesized.Operand, frame);
            case ILocalReferenceOperation local:
                return frame.TryGet(local.Local, out object? variable) ? variable : throw NotKnown(local, "give the variable a value first");
            case IParameterReferenceOperation parameter:
                return Parameter(parameter, frame);
            case IInstanceReferenceOperation { Type: { } owner } self:
                return frame.TryGet(owner.OriginalDefinition, out object? instance) ? instance : throw NotKnown(self, "Forward and Loss are static: there is no object yet");
            case IFieldReferenceOperation field:
                return Field(field, frame);
            case IPropertyReferenceOperation property:
                return Property(property, frame);
            case IArrayElementReferenceOperation element:
                return PlaceOf(element, frame).Get();
            case IImplicitIndexerReferenceOperation element:
                return PlaceOf(element, frame).Get();
            case IConversionOperation conversion:
                return Conversion(conversion, frame);
            case IBinaryOperation binary:
                return Binary(binary, frame);
            case IUnaryOperation unary:
                return Unary(unary, frame);
            case ISimpleAssignmentOperation { IsRef: true }:
                throw NotKnown(operation, "use a variable of its own, not a reference");
            case ISimpleAssignmentOperation assignment:
                return Assign(assignment.Target, assignment.Value, frame);
            case ICompoundAssignmentOperation assignment:
                return Combine(assignment, frame);
            case IIncrementOrDecrementOperation step:
                return Increment(step, frame);
            case IDeconstructionAssignmentOperation deconstruction:
                return Assign(deconstruction.Target, deconstruction.Value, frame);
            case ICoalesceAssignmentOperation assignment:
                Place place = PlaceOf(assignment.Target, frame);
                if (place.Get() is { } present) return present;
                return place.Put(Evaluate(assignment.Value, frame));
            case IConditionalOperation conditional:
                return Evaluate(Truth(conditional.Condition, frame) ? conditional.WhenTrue : conditional.WhenFalse!, frame);
            case ICoalesceOperation coalesce:
                return Evaluate(coalesce.Value, frame) ?? Evaluate(coalesce.WhenNull, frame);
            case ISwitchExpressionOperation choice:
                return SwitchExpression(choice, frame);
            case IIsTypeOperation test:
                return IsType(Evaluate(test.ValueOperand, frame), test.ValueOperand.Type, test.TypeOperand, test) != test.IsNegated;
            case IIsPatternOperation pattern:
                return Matches(pattern.Pattern, Evaluate(pattern.Value, frame), frame);
            case ITupleOperation tuple:
                return new TupleValue([.. tuple.Elements.Select(e => Stored.Of(Evaluate(e, frame)))]);
            case IArrayCreationOperation array:
                return Array(array, frame);
            case ICollectionExpressionOperation collection:
                return Collection(collection, frame);
            case IRangeOperation:
                throw NotKnown(operation, "use a range to index an array");
            case IInvocationOperation invocation:
                return Invoke(invocation, frame);
            case IObjectCreationOperation creation:
                return Create(creation, frame);
            case IWithOperation with:
                return With(with, frame);
            case IDelegateCreationOperation creation:
                return Evaluate(creation.Target, frame);
            case IAnonymousFunctionOperation lambda:
                return new FunctionValue(lambda.Symbol, lambda.Body, frame);
            case IMethodReferenceOperation method:
                return Reference(method, frame);
            case IInterpolatedStringOperation text:
                return string.Concat(text.Parts.Select(part => part switch
                {
                    IInterpolatedStringTextOperation literal => ConstantArithmetic.Text(Evaluate(literal.Text, frame)),
                    IInterpolationOperation { FormatString: null, Alignment: null } hole => ConstantArithmetic.Text(Evaluate(hole.Expression, frame)),
                    _ => throw NotKnown(part, "interpolate without a format or a width"),
                }));
            case IDefaultValueOperation { Type: { } type }:
                return Default(type);
            case IDeclarationExpressionOperation declaration:
                return Evaluate(declaration.Expression, frame);
            case IThrowOperation thrown:
                throw Thrown(thrown, frame);
            case IInvalidOperation:
                throw new Parsing.IncompleteDeclarationException();
            default:
                throw NotKnown(operation, "use numbers, tuples, arrays, lists, records, methods of this project and the functions of Tensor");
        }
    }

    private object? Default(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => false,
        SpecialType.None when type is INamedTypeSymbol { IsTupleType: true } tuple => new TupleValue([.. tuple.TupleElements.Select(e => Default(e.Type))]),
        SpecialType.None when type.TypeKind == TypeKind.Enum => 0,
        SpecialType.None when type is INamedTypeSymbol { TypeKind: TypeKind.Struct, DeclaringSyntaxReferences.Length: > 0 } structure => Blank(structure),
        SpecialType special => ConstantArithmetic.Zero(special),
    };

    private object? Parameter(IParameterReferenceOperation reference, Frame frame)
    {
        if (frame.TryGet(reference.Parameter, out object? argument)) return argument;
        // A class keeps the parameters behind its name for its methods.
        if (reference.Parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
            && frame.TryGet(constructor.ContainingType.OriginalDefinition, out object? self) && self is ObjectValue owner && owner.Members.TryGetValue(Captured(reference.Parameter), out object? kept)) return kept;
        throw NotKnown(reference, "only parameters of evaluated methods are known");
    }

    private FunctionValue Reference(IMethodReferenceOperation reference, Frame frame)
    {
        IMethodSymbol method = reference.Method.OriginalDefinition;
        if (frame.TryGet(method, out object? known) && known is FunctionValue local) return local;
        if (!method.IsStatic || library.Knows(method.ContainingType)) throw NotKnown(reference, $"write a lambda that calls it: t => t.{method.Name}(…)");
        return new FunctionValue(method, BodyOf(method, reference.Syntax.GetLocation()), new Frame(null));
    }

    private object? Conversion(IConversionOperation conversion, Frame frame)
    {
        object? value = Evaluate(conversion.Operand, frame);
        if (conversion.OperatorMethod is { } method && library.Knows(method.ContainingType)) return library.FromNumber(value, method.ContainingType, conversion);
        if (conversion.OperatorMethod is { } users) return CallMethod(users, null, [value], conversion);
        return ConvertTo(value, conversion.Type, conversion.IsChecked, conversion);
    }

    private object? Binary(IBinaryOperation binary, Frame frame)
    {
        object? left = Evaluate(binary.LeftOperand, frame);
        if (binary.OperatorKind == BinaryOperatorKind.ConditionalAnd && left is false) return false;
        if (binary.OperatorKind == BinaryOperatorKind.ConditionalOr && left is true) return true;
        object? right = Evaluate(binary.RightOperand, frame);
        return Operate(binary.OperatorMethod, binary.OperatorKind, left, right, binary.IsChecked, binary);
    }

    private static object? ConvertTo(object? value, ITypeSymbol? type, bool isChecked, IOperation place)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) type = nullable.TypeArguments[0];
        if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying }) type = underlying;
        try
        {
            return type is null ? value : ConstantArithmetic.ConvertNumber(value, type.SpecialType, isChecked);
        }
        catch (ArithmeticException error)
        {
            throw new EvaluationException(Descriptors.Thrown, place.Syntax.GetLocation(), OneLine(error));
        }
    }

    private static string OneLine(Exception error) => error.Message.Replace('\r', ' ').Replace('\n', ' ').TrimEnd('.', ' ');

    private object? Combine(ICompoundAssignmentOperation assignment, Frame frame)
    {
        Place place = PlaceOf(assignment.Target, frame);
        object? left = place.Get(), right = Evaluate(assignment.Value, frame);
        if (assignment.InConversion.IsNumeric && left is not null) left = ConstantArithmetic.Widen(left, right);
        object? value = Operate(assignment.OperatorMethod, assignment.OperatorKind, left, right, assignment.IsChecked, assignment);
        return place.Put(ConvertTo(value, assignment.Target.Type, assignment.IsChecked, assignment));
    }

    private object? Operate(IMethodSymbol? method, BinaryOperatorKind kind, object? left, object? right, bool isChecked, IOperation place)
    {
        if (method is not null && method.MethodKind == MethodKind.UserDefinedOperator && !IsBuiltIn(method))
        {
            if (library.Knows(method.ContainingType))
                return CallLibrary(method, null, new Dictionary<string, object?> { [method.Parameters[0].Name] = left, [method.Parameters[1].Name] = right }, place);
            return CallMethod(method, null, [left, right], place);
        }

        try
        {
            object value = ConstantArithmetic.Binary(kind, left, right, isChecked) ?? throw NotKnown(place, "operators work on numbers, strings and tensors");
            if (value is string text) Step(place, text.Length);
            return value;
        }
        catch (ArithmeticException error)
        {
            throw new EvaluationException(Descriptors.Thrown, place.Syntax.GetLocation(), OneLine(error));
        }
    }

    /// <summary>string == string is an operator method without a body of the user's.</summary>
    private static bool IsBuiltIn(IMethodSymbol method) => method.ContainingType.SpecialType != SpecialType.None;

    private object? Unary(IUnaryOperation unary, Frame frame)
    {
        object? value = Evaluate(unary.Operand, frame);
        if (unary.OperatorMethod is { } method && library.Knows(method.ContainingType))
            return CallLibrary(method, null, new Dictionary<string, object?> { [method.Parameters[0].Name] = value }, unary);
        if (unary.OperatorMethod is { } users) return CallMethod(users, null, [value], unary);
        try
        {
            return ConstantArithmetic.Unary(unary.OperatorKind, value, unary.IsChecked) ?? throw NotKnown(unary, "operators work on numbers and tensors");
        }
        catch (ArithmeticException error)
        {
            throw new EvaluationException(Descriptors.Thrown, unary.Syntax.GetLocation(), OneLine(error));
        }
    }

    private object? Increment(IIncrementOrDecrementOperation step, Frame frame)
    {
        Place place = PlaceOf(step.Target, frame);
        object? before = place.Get();
        if (step.OperatorMethod is not null && !IsBuiltIn(step.OperatorMethod)) throw NotKnown(step, "++ and -- work on numbers");
        BinaryOperatorKind kind = step.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        object? wide = before is null or string or bool ? null : ConstantArithmetic.Widen(before, 1), one = wide is null ? null : ConstantArithmetic.Widen(1, wide);
        object? after = wide is null ? throw NotKnown(step, "++ and -- work on numbers") : Operate(null, kind, wide, one, step.IsChecked, step);
        place.Put(ConvertTo(after, step.Target.Type, step.IsChecked, step));
        return step.IsPostfix ? before : place.Get();
    }

    private object? Field(IFieldReferenceOperation field, Frame frame)
    {
        if (field.Instance is { } instance)
        {
            object? owner = Evaluate(instance, frame);
            if (owner is TupleValue tuple && TupleIndex(field.Field) is { } index) return tuple.Items[index];
            if (owner is ObjectValue obj && obj.Members.TryGetValue(field.Field.Name, out object? member)) return member;
            throw NotKnown(field, "only tuples and objects made while the network compiles have fields");
        }

        if (!field.Field.IsReadOnly) throw NotKnown(field, "make the field const or static readonly: a field that changes at run time cannot shape a network");
        return Static(field.Field, field.Field.Type, field, frame);
    }

    private static int? TupleIndex(IFieldSymbol field)
        => field.CorrespondingTupleField is { } item && int.TryParse(item.Name.Substring(4), out int number) ? number - 1 : null;

    /// <summary>A static field or property that nothing changes: what it was declared with.</summary>
    private object? Static(ISymbol member, ITypeSymbol type, IOperation reference, Frame frame)
    {
        if (_statics.TryGetValue(member, out object? known)) return known;
        if (type is INamedTypeSymbol named && library.Knows(named) && type.TypeKind != TypeKind.Enum)
            throw NotKnown(reference, "create layers and tensors inside Forward: static members are initialised when the program runs, too");
        if (bodies.Initializer(member) is not { } initializer) throw NotKnown(reference, "give it its value where it is declared, in this project");
        object? value = Evaluate(initializer, new Frame(null));
        _statics[member] = value;
        return value;
    }

    private object? Property(IPropertyReferenceOperation property, Frame frame)
    {
        object? owner = property.Instance is null ? null : Evaluate(property.Instance, frame);
        if (library.Knows(property.Property.ContainingType))
            return CallLibrary(property.Property, owner, Arguments(property.Arguments, frame), property);

        bool isNullable = property.Property.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        switch (owner, property.Property.Name)
        {
            case (_, "HasValue") when isNullable:
                return owner is not null;
            case (_, "Value") when isNullable:
                return owner ?? throw new EvaluationException(Descriptors.Thrown, property.Syntax.GetLocation(), "it is null here");
            case (object?[] array, "Length" or "Count"):
                return array.Length;
            case (List<object?> list, "Count"):
                return list.Count;
            case (string text, "Length"):
                return text.Length;
            case (List<object?> or object?[] or string, _) when property.Property.IsIndexer:
                return PlaceOf(property, frame).Get();
            case (ObjectValue obj, var name) when obj.Members.TryGetValue(name, out object? member) && bodies.IsAuto(property.Property):
                return member;
            case (ObjectValue obj, _) when property.Property.GetMethod is { } getter && getter.DeclaringSyntaxReferences.Length > 0:
                return CallMethod(getter, obj, [.. property.Arguments.Select(a => Evaluate(a.Value, frame))], property);
            case (null, _) when property.Property is { IsStatic: true, SetMethod: null } && bodies.IsAuto(property.Property):
                return Static(property.Property, property.Property.Type, property, frame);
            case (null, _) when property.Property is { IsStatic: true, GetMethod: { } getter } && getter.DeclaringSyntaxReferences.Length > 0:
                if (bodies.IsAuto(property.Property)) throw NotKnown(property, "remove its setter: a property that changes at run time cannot shape a network");
                return CallMethod(getter, null, [], property);
            case (null, _) when property.Instance is not null:
                throw new EvaluationException(Descriptors.Thrown, property.Instance.Syntax.GetLocation(), "it is null here");
            case (null, _):
                throw NotKnown(property, "a network is the same at every build: use constants, static readonly fields and sizes of tensors");
            default:
                throw NotKnown(property, "use Length, Count, tuple elements and members of your own records");
        }
    }

    private object?[] Array(IArrayCreationOperation array, Frame frame)
    {
        if (array.DimensionSizes.Length != 1) throw NotKnown(array, "use arrays of one dimension");
        if (array.Initializer is { } initializer)
        {
            Step(array, initializer.ElementValues.Length);
            return [.. initializer.ElementValues.Select(e => Stored.Of(e is IArrayInitializerOperation ? throw NotKnown(array, "use arrays of one dimension") : Evaluate(e, frame)))];
        }

        if (Evaluate(array.DimensionSizes[0], frame) is not int length) throw NotKnown(array.DimensionSizes[0], "use an int for a length");
        if (length is < 0 or > MostSteps) throw new EvaluationException(Descriptors.Thrown, array.DimensionSizes[0].Syntax.GetLocation(), $"an array cannot have {Literals.Int(length)} elements here");
        Step(array, length);
        ITypeSymbol element = ((IArrayTypeSymbol)array.Type!).ElementType;
        return [.. Enumerable.Range(0, length).Select(_ => Default(element))];
    }

    private object Collection(ICollectionExpressionOperation collection, Frame frame)
    {
        var items = new List<object?>();
        foreach (IOperation element in collection.Elements)
        {
            if (element is ISpreadOperation spread) items.AddRange(Items(Evaluate(spread.Operand, frame), spread.Operand).Select(Stored.Of));
            else items.Add(Stored.Of(Evaluate(element, frame)));
            Step(element, items.Count / 16);
        }

        return collection.Type switch
        {
            IArrayTypeSymbol { Rank: 1 } => items.ToArray(),
            INamedTypeSymbol { Name: "List" or "IList" or "ICollection" } => items,
            INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" or "IEnumerable" or "IReadOnlyList" or "IReadOnlyCollection" } => items.ToArray(),
            _ => throw NotKnown(collection, "use an array or a List"),
        };
    }

    private static IEnumerable<object?> Items(object? collection, IOperation place) => collection switch
    {
        object?[] array => array,
        List<object?> list => [.. list],
        string text => text.Select(c => (object?)c),
        null => throw new EvaluationException(Descriptors.Thrown, place.Syntax.GetLocation(), "it is null here"),
        _ => throw NotKnown(place, "loop over arrays, lists, strings and Enumerable.Range"),
    };
}
