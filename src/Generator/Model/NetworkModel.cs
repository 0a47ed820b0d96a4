using NeuralNet.Gen.Generator.Graph;

namespace NeuralNet.Gen.Generator.Model;

/// <summary>
/// Everything the compiler needs to know about one declared network, checked and with every shape known.
/// </summary>
/// <remarks>
/// The caching contract: an immutable tree of records that compares by value and holds no Roslyn type and no location. An edit that leaves
/// it equal stops the pipeline here; a test walks it by reflection and fails on any Roslyn type.
/// </remarks>
/// <param name="Forward">The forward pass and the loss, before specialisation: every output as declared and as predicted, then the loss, if any.</param>
internal sealed record NetworkModel(
    TypeModel Type,
    TensorGraph Forward,
    EquatableArray<TensorModel> Inputs,
    EquatableArray<TensorModel> Targets,
    EquatableArray<ParameterModel> Parameters,
    EquatableArray<LayerModel> Layers,
    PredictionKind Prediction)
{
    /// <summary>Names of the outputs, in order; several have names of their own.</summary>
    public EquatableArray<string> OutputNames { get; init; } = EquatableArray.Of("output");

    /// <summary>Saved with the network, not trained: running statistics. Offsets count from the first.</summary>
    public EquatableArray<ParameterModel> States { get; init; }

    public int StateCount => States.Count == 0 ? 0 : States[States.Count - 1].Offset + States[States.Count - 1].Length;

    public int ParameterCount => Parameters.Count == 0 ? 0 : Parameters[Parameters.Count - 1].Offset + Parameters[Parameters.Count - 1].Length;

    public bool HasLoss => Forward.Outputs.Any(o => o.Role == OutputRole.Loss);
}

/// <summary>Where the generated part of the class belongs.</summary>
/// <param name="Name">With type parameters, as a declaration writes it.</param>
/// <param name="Owners">Declarations of the types around it, outermost first, for example <c>partial struct Outer&lt;T&gt;</c>.</param>
/// <param name="FileName">Without characters that file systems refuse; unique but for case.</param>
/// <param name="Clashes">Plain names of generated code that mean something else here.</param>
/// <param name="IsChecked">Whether the project checks integer arithmetic for overflow.</param>
internal sealed record TypeModel(
    string Namespace, string Name, string PlainName, EquatableArray<string> Owners, string FileName, EquatableArray<string> Clashes, bool IsChecked);

/// <summary>An input or target, per sample.</summary>
internal sealed record TensorModel(string Name, ElementKind Element, EquatableArray<int> Shape, int ClassCount)
{
    /// <summary>An integer outside of the classes that every reader of the tensor passes over.</summary>
    public int? Ignored { get; init; }

    public int Length => Shape.Aggregate(1, (product, extent) => product * extent);
}

/// <summary>A trained tensor.</summary>
/// <param name="Layer">The layer's name, for example <c>dense1</c>.</param>
/// <param name="Name">Within the layer, for example <c>weight</c>.</param>
/// <param name="Shape">Logical shape, PyTorch's.</param>
/// <param name="Strides">Of the logical shape in memory.</param>
/// <param name="Purpose">Keys the random numbers of its first values.</param>
internal sealed record ParameterModel(
    string Layer, string Name, EquatableArray<int> Shape, EquatableArray<int> Strides, int Offset, InitializerModel Initializer, uint Purpose)
{
    public string Path => Layer + "." + Name;

    public int Length => Shape.Aggregate(1, (product, extent) => checked(product * extent));
}

internal enum InitializerForm
{
    Constant,
    Uniform,
    Normal,
}

/// <summary>A rule with all numbers worked out: the constant, the bound of a uniform draw or the standard deviation of a normal one.</summary>
internal sealed record InitializerModel(InitializerForm Form, float Number);

/// <summary>A layer as declared.</summary>
internal sealed record LayerModel(string Name, string Declaration, EquatableArray<int> OutputShape, long ParameterCount, long Flops);

/// <summary>What predictions mean; the runtime's enumeration of the same name.</summary>
internal enum PredictionKind
{
    Values,
    Probabilities,
    ClassProbabilities,
}
