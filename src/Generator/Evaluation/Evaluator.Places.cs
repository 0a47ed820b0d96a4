using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>What can be assigned to. A target is worked out once, before the value, as C# does: <c>a[i++] += 1</c> counts once.</summary>
internal sealed partial class Evaluator
{
    private sealed class Place(Func<object?> get, Action<object?> set)
    {
        public object? Get() => get();

        public void Set(object? value) => set(value);

        public object? Put(object? value)
        {
            set(value);
            return value;
        }
    }

    private object? Assign(IOperation target, IOperation value, Frame frame)
    {
        Place place = PlaceOf(target, frame);
        return place.Put(Evaluate(value, frame));
    }

    private Place PlaceOf(IOperation target, Frame frame)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                return new Place(() => Evaluate(local, frame), value => frame.Assign(local.Local, value));
            case IParameterReferenceOperation parameter:
                return new Place(() => Evaluate(parameter, frame), value => frame.Assign(parameter.Parameter, value));
            case IDiscardOperation:
                return new Place(() => null, _ => { });
            case IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared }:
                return new Place(() => Evaluate(declared, frame), value => frame.Declare(declared.Local, value));
            case IDeclarationExpressionOperation { Expression: ITupleOperation declared }:
                return Tuple(declared, [.. declared.Elements.Select(e => e is ILocalReferenceOperation name ? new Place(() => null, value => frame.Declare(name.Local, value)) : PlaceOf(e, frame))]);
            case IDeclarationExpressionOperation declaration:
                return PlaceOf(declaration.Expression, frame);
            case IParenthesizedOperation parenthesized:
                return PlaceOf(parenthesized.Operand, frame);
            case ITupleOperation tuple:
                return Tuple(tuple, [.. tuple.Elements.Select(e => PlaceOf(e, frame))]);
            case IArrayElementReferenceOperation { Indices.Length: 1 } element when Evaluate(element.ArrayReference, frame) is object?[] array:
                return element.Indices[0] is IRangeOperation range ? Slice(range, array, frame) : ElementOf(array, Index(element.Indices[0], array.Length, frame));
            case IArrayElementReferenceOperation:
                throw NotKnown(target, "use arrays of one dimension");
            case IImplicitIndexerReferenceOperation element when element.Argument is not IRangeOperation && Evaluate(element.Instance, frame) is List<object?> list:
                return ElementOf(list, Index(element.Argument, list.Count, frame));
            case IPropertyReferenceOperation { Instance: { } instance, Property.IsIndexer: true } property when !library.Knows(property.Property.ContainingType) && property.Arguments.Length == 1:
                return Evaluate(instance, frame) switch
                {
                    List<object?> list => ElementOf(list, Index(property.Arguments[0].Value, list.Count, frame)),
                    object?[] array => ElementOf(array, Index(property.Arguments[0].Value, array.Length, frame)),
                    string text => Letter(text, Index(property.Arguments[0].Value, text.Length, frame), target),
                    _ => throw NotKnown(target, "index arrays and lists"),
                };
            case IFieldReferenceOperation { Instance: { } owner } field:
                return Evaluate(owner, frame) switch
                {
                    TupleValue tuple when TupleIndex(field.Field) is { } index => ElementOf(tuple.Items, index),
                    ObjectValue obj => Member(obj, field.Field.Name, target),
                    _ => throw NotKnown(target, "only tuples and objects made while the network compiles have fields"),
                };
            case IPropertyReferenceOperation { Instance: { } owner } property when bodies.IsAuto(property.Property) && Evaluate(owner, frame) is ObjectValue obj:
                return Member(obj, property.Property.Name, target);
            default:
                throw NotKnown(target, "assign to local variables, array elements and members of your own objects");
        }
    }

    private Place Tuple(IOperation tuple, Place[] parts) => new(() => new TupleValue([.. parts.Select(p => p.Get())]), value =>
    {
        object?[] items = [.. Apart(value, tuple).Select(Stored.Of)];
        for (int i = 0; i < parts.Length; i++) parts[i].Set(items[i]);
    });

    private static Place ElementOf(IList<object?> items, int index) => new(() => items[index], value => items[index] = Stored.Of(value));

    private static Place Letter(string text, int index, IOperation target) => new(() => text[index], _ => throw NotKnown(target, "make a new string"));

    private static Place Member(ObjectValue owner, string name, IOperation target)
        => new(() => owner.Members.TryGetValue(name, out object? value) ? value : throw NotKnown(target, "give it a value first"), value => owner.Members[name] = Stored.Of(value));

    private Place Slice(IRangeOperation range, object?[] array, Frame frame)
    {
        int from = range.LeftOperand is null ? 0 : End(range.LeftOperand), to = range.RightOperand is null ? array.Length : End(range.RightOperand);
        if (from < 0 || to > array.Length || from > to)
            throw new EvaluationException(Descriptors.Thrown, range.Syntax.GetLocation(), $"{Literals.Int(from)}..{Literals.Int(to)} is outside an array of {Literals.Int(array.Length)}");
        Step(range, to - from);
        return new Place(() => array.Skip(from).Take(to - from).Select(Stored.Of).ToArray(), _ => throw NotKnown(range, "assign to one element at a time"));

        int End(IOperation bound) => FromEnd(bound, array.Length, frame);
    }

    private int FromEnd(IOperation operation, int length, Frame frame)
    {
        while (operation is IConversionOperation { OperatorMethod.ContainingType.Name: "Index" } conversion) operation = conversion.Operand;
        object? value = operation is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } fromEnd
            ? length - (Evaluate(fromEnd.Operand, frame) is int back ? back : throw NotKnown(operation, "index with an integer"))
            : Evaluate(operation, frame);
        return value is int index ? index : throw NotKnown(operation, "index with an integer");
    }

    private int Index(IOperation operation, int length, Frame frame)
    {
        int index = FromEnd(operation, length, frame);
        return index >= 0 && index < length ? index : throw new EvaluationException(Descriptors.Thrown, operation.Syntax.GetLocation(), $"index {Literals.Int(index)} is outside 0…{Literals.Int(length - 1)}");
    }
}
