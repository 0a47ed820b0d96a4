using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NeuralNet.Gen.Generator.Diagnostics;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>Patterns of <c>is</c> and <c>switch</c>.</summary>
internal sealed partial class Evaluator
{
    private object? SwitchExpression(ISwitchExpressionOperation choice, Frame frame)
    {
        object? value = Evaluate(choice.Value, frame);
        foreach (ISwitchExpressionArmOperation arm in choice.Arms)
        {
            var inside = new Frame(frame);
            if (Matches(arm.Pattern, value, inside) && (arm.Guard is null || Truth(arm.Guard, inside))) return Evaluate(arm.Value, inside);
        }

        throw new EvaluationException(Descriptors.Thrown, choice.Syntax.GetLocation(), $"no arm matches {ConstantArithmetic.Text(value)}");
    }

    private bool Matches(IPatternOperation pattern, object? value, Frame frame)
    {
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                return Equals(value, Evaluate(constant.Value, frame));
            case IDiscardPatternOperation:
                return true;
            case IDeclarationPatternOperation declaration:
                if (!declaration.MatchesNull && !IsType(value, declaration.InputType, declaration.MatchedType ?? declaration.NarrowedType, declaration)) return false;
                if (declaration.DeclaredSymbol is not null) frame.Declare(declaration.DeclaredSymbol, value);
                return true;
            case ITypePatternOperation type:
                return IsType(value, type.InputType, type.MatchedType, type);
            case IRecursivePatternOperation recursive:
                return MatchesParts(recursive, value, frame);
            case INegatedPatternOperation negated:
                return !Matches(negated.Pattern, value, frame);
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } or:
                return Matches(or.LeftPattern, value, frame) || Matches(or.RightPattern, value, frame);
            case IBinaryPatternOperation and:
                return Matches(and.LeftPattern, value, frame) && Matches(and.RightPattern, value, frame);
            case IRelationalPatternOperation relational:
                return ConstantArithmetic.Binary(relational.OperatorKind, value, Evaluate(relational.Value, frame), false) is true;
            default:
                throw NotKnown(pattern, "use constants, comparisons, types, tuples and properties in patterns");
        }
    }

    private bool MatchesParts(IRecursivePatternOperation pattern, object? value, Frame frame)
    {
        if (!IsType(value, pattern.InputType, pattern.MatchedType, pattern)) return false;
        if (pattern.DeconstructionSubpatterns.Length > 0)
        {
            object?[] items = Apart(value, pattern);
            for (int i = 0; i < pattern.DeconstructionSubpatterns.Length; i++)
            {
                if (!Matches(pattern.DeconstructionSubpatterns[i], items[i], frame)) return false;
            }
        }

        foreach (IPropertySubpatternOperation part in pattern.PropertySubpatterns)
        {
            object? member = (part.Member, value) switch
            {
                (IMemberReferenceOperation { Member: IFieldSymbol field }, TupleValue tuple) when TupleIndex(field) is { } index => tuple.Items[index],
                (IMemberReferenceOperation { Member: { } named }, ObjectValue obj) when (named is not IPropertySymbol auto || bodies.IsAuto(auto)) && obj.Members.TryGetValue(named.Name, out object? found) => found,
                (IMemberReferenceOperation { Member.Name: "Length" or "Count" }, object?[] array) => array.Length,
                (IMemberReferenceOperation { Member.Name: "Count" }, List<object?> list) => list.Count,
                (IMemberReferenceOperation { Member.Name: "Length" }, string text) => text.Length,
                _ => throw NotKnown(part, "match members that only store a value"),
            };
            if (!Matches(part.Pattern, member, frame)) return false;
        }

        if (pattern.DeclaredSymbol is not null) frame.Declare(pattern.DeclaredSymbol, value);
        return true;
    }

    /// <summary>The elements of a tuple, or what a record's constructor was given.</summary>
    private object?[] Apart(object? value, IOperation place)
    {
        if (value is TupleValue tuple) return tuple.Items;
        if (value is ObjectValue { Type: { IsRecord: true } type } record && type.InstanceConstructors.FirstOrDefault(bodies.IsPrimary) is { } constructor
            && type.GetMembers("Deconstruct").All(m => m.IsImplicitlyDeclared) && constructor.Parameters.All(p => record.Members.ContainsKey(p.Name)))
            return [.. constructor.Parameters.Select(p => record.Members[p.Name])];
        throw NotKnown(place, "only tuples and records come apart");
    }

    private static bool IsType(object? value, ITypeSymbol? from, ITypeSymbol? to, IOperation place)
    {
        if (value is null) return false;
        if (to is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) to = nullable.TypeArguments[0];
        if (from is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } optional) from = optional.TypeArguments[0];
        if (to is null || SymbolEqualityComparer.Default.Equals(from, to) || to.SpecialType == SpecialType.System_Object) return true;
        if (value is ObjectValue made) return SymbolEqualityComparer.Default.Equals(made.Type, to) || made.Type.AllInterfaces.Contains(to, SymbolEqualityComparer.Default);
        if (ConstantArithmetic.SpecialOf(value) is var special and not SpecialType.None && to.TypeKind != TypeKind.Enum && from?.TypeKind != TypeKind.Enum) return special == to.SpecialType;
        throw NotKnown(place, "test for types of your own records and for numbers");
    }
}
