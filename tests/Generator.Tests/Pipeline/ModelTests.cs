using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Tests.Pipeline;

/// <summary>The caching contract of <see cref="NetworkModel"/>.</summary>
public sealed class ModelTests
{
    private const string Everything = """
        [Network, Input(5), Dense(4, Name = "a", WeightInitializer = Initializer.XavierNormal), LeakyRelu(0.1f), Dropout(0.25f), Dense(3, Bias = false), Softplus(2f), Gelu,
         Dense(6), Silu, Elu, Sigmoid, Tanh, Relu, Dense(2), SoftmaxCrossEntropy(LabelSmoothing = 0.1f)]
        """;

    [Fact]
    public void Equal_declarations_in_different_texts_give_equal_models()
    {
        NetworkModel one = Of($"using NeuralNet.Gen; {Everything} partial class Net;");
        NetworkModel other = Of($"// Moved.\nusing NeuralNet.Gen;\n\nclass Before;\n{Everything.Replace(", ", " ,\n").Replace("Dense(2)", "Dense(units: 1 + 1)")} public sealed partial class Net {{ int x; }}");
        Assert.NotSame(one, other);
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Theory]
    [InlineData("Dense(2)", "Dense(3)")]
    [InlineData("0.25f", "0.5f")]
    [InlineData("Name = \"a\"", "Name = \"b\"")]
    [InlineData("XavierNormal", "XavierUniform")]
    [InlineData("Softplus(2f)", "Softplus(3f)")]
    [InlineData("Gelu", "Gelu(GeluForm.Tanh)")]
    [InlineData("LabelSmoothing = 0.1f", "LabelSmoothing = 0.2f")]
    [InlineData("LeakyRelu(0.1f)", "LeakyRelu(0.1000001f)")]
    [InlineData("Tanh, Relu", "Relu, Tanh")]
    [InlineData("class Net", "class Met")]
    [InlineData("class Net;", "class Net { class Math; }")]
    [InlineData("Bias = false", "Bias = true")]
    public void Another_declaration_gives_another_model(string before, string now)
    {
        string source = $"using NeuralNet.Gen; {Everything} partial class Net;";
        Assert.Contains(before, source);
        Assert.NotEqual(Of(source), Of(source.Replace(before, now)));
    }

    [Fact]
    public void A_model_holds_nothing_of_Roslyn_and_nothing_that_can_change()
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var types = new HashSet<Type>();
        Walk(Of($"using NeuralNet.Gen; {Everything} partial class Net;"), "model");
        Assert.Contains(typeof(ParameterModel), types);
        Assert.Contains(typeof(Generator.Graph.Node), types);
        Assert.Contains(typeof(Generator.Ops.MatMul), types);

        void Walk(object? value, string path)
        {
            if (value is null) return;
            Type type = value.GetType();
            Assert.False(type.FullName!.StartsWith("Microsoft.", StringComparison.Ordinal), $"{path} holds a {type}");
            if (type.IsPrimitive || type.IsEnum || value is string || (!type.IsValueType && !seen.Add(value))) return;
            types.Add(type);
            bool isArray = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableArray<>);
            if (isArray)
            {
                foreach (object? item in (IEnumerable)value) Walk(item, path + "[]");
                return;
            }

            Assert.True(type.Assembly == typeof(NetworkModel).Assembly, $"{path} holds a {type}");
            Assert.True(type.IsValueType || type.GetMethod("<Clone>$") is not null, $"{path}: {type} is no record and would compare by reference");
            for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType)
            {
                foreach (FieldInfo field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    Assert.True(field.IsInitOnly, $"{path}.{field.Name} can change");
                    Walk(field.GetValue(value), $"{path}.{field.Name}");
                }
            }
        }
    }

    private static NetworkModel Of(string source)
    {
        ProjectRun run = new UserProject(source).Run();
        Assert.Empty(run.Reported);
        return (NetworkModel)run.Result.TrackedSteps[NetworkGenerator.ModelStep].Single().Outputs.Single().Value;
    }
}
