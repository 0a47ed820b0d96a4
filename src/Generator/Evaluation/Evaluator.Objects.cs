using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>Objects of the user's records, structs and classes.</summary>
internal sealed partial class Evaluator
{
    /// <summary>Where an object keeps a parameter of its class.</summary>
    private static string Captured(IParameterSymbol parameter) => "(" + parameter.Name + ")";

    private static IEnumerable<ISymbol> StoredMembers(INamedTypeSymbol type) => type.GetMembers().Where(m => !m.IsStatic && m is IPropertySymbol or IFieldSymbol { IsImplicitlyDeclared: false });

    /// <summary>A structure as <c>default</c> gives it.</summary>
    private ObjectValue Blank(INamedTypeSymbol type)
    {
        var blank = new ObjectValue(type);
        foreach (ISymbol member in StoredMembers(type))
        {
            if (member is IFieldSymbol field) blank.Members[field.Name] = Default(field.Type);
            else if (member is IPropertySymbol property && bodies.IsAuto(property)) blank.Members[property.Name] = Default(property.Type);
        }

        return blank;
    }

    private ObjectValue Construct(INamedTypeSymbol type, IMethodSymbol constructor, IReadOnlyDictionary<string, object?> arguments, IOperation creation)
    {
        if (type.BaseType is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }) throw NotKnown(creation, "use records and classes without a base class");
        ObjectValue created = Blank(type);
        RunConstructor(created, constructor.OriginalDefinition, arguments, creation);
        return created;
    }

    private void RunConstructor(ObjectValue self, IMethodSymbol constructor, IReadOnlyDictionary<string, object?> arguments, IOperation creation)
    {
        var frame = new Frame(null);
        frame.DeclareSelf(constructor.ContainingType, self);
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            object? value = arguments.TryGetValue(parameter.Name, out object? given) ? given : null;
            frame.Declare(parameter, value);
            if (!bodies.IsPrimary(constructor)) continue;
            self.Members[Captured(parameter)] = Stored.Of(value);
            if (self.Type.IsRecord && self.Members.ContainsKey(parameter.Name)) self.Members[parameter.Name] = Stored.Of(value);
        }

        if (constructor.DeclaringSyntaxReferences.Length == 0 || bodies.IsPrimary(constructor))
        {
            RunInitializers(self, frame);
            return;
        }

        if (bodies.Body(constructor) is not IConstructorBodyOperation body) throw NotKnown(creation, "use a record: its constructor stores its arguments");
        IInvocationOperation? first = (body.Initializer as IExpressionStatementOperation)?.Operation as IInvocationOperation ?? body.Initializer as IInvocationOperation;
        if (first is not null && SymbolEqualityComparer.Default.Equals(first.TargetMethod.ContainingType.OriginalDefinition, constructor.ContainingType))
            RunConstructor(self, first.TargetMethod.OriginalDefinition, Arguments(first.Arguments, frame), creation);
        else RunInitializers(self, frame);
        object? result = null;
        Execute(body.BlockBody ?? body.ExpressionBody, frame, ref result);
    }

    private void RunInitializers(ObjectValue self, Frame frame)
    {
        foreach (ISymbol member in StoredMembers(self.Type.OriginalDefinition))
        {
            if (bodies.Initializer(member) is { } initializer) self.Members[member.Name] = Stored.Of(Evaluate(initializer, frame));
        }
    }

    private ObjectValue With(IWithOperation with, Frame frame)
    {
        if (Evaluate(with.Operand, frame) is not ObjectValue original) throw NotKnown(with, "'with' works on records made while the network compiles");
        ObjectValue copy = original.Copy();
        Initialize(copy, with.Initializer, frame);
        return copy;
    }

    private void Initialize(ObjectValue self, IObjectOrCollectionInitializerOperation? initializer, Frame frame)
    {
        foreach (IOperation step in initializer?.Initializers ?? [])
        {
            if (step is not ISimpleAssignmentOperation { Target: IMemberReferenceOperation target } assignment || (target is IPropertyReferenceOperation property && !bodies.IsAuto(property.Property)))
                throw NotKnown(step, "initialise members that only store a value, by name");
            self.Members[target.Member.Name] = Stored.Of(Evaluate(assignment.Value, frame));
        }
    }
}
