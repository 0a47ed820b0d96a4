using Microsoft.CodeAnalysis;
using NeuralNet.Gen.Generator.Diagnostics;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Layers;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Parsing;

/// <summary>Reads a network that is declared as a list of attributes, in the order in which they are written.</summary>
internal sealed class ChainReader(string typeName, List<DiagnosticInfo> diagnostics)
{
    private readonly NetworkBuilder _network = new();
    private readonly List<LayerModel> _layers = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _members = [typeName, .. ClassEmitter.MemberNames];

    public NetworkBuilder Network => _network;

    public IReadOnlyList<LayerModel> Layers => _layers;

    public PredictionKind Prediction { get; private set; }

    /// <summary>The whole chain as a graph, or null when a diagnostic was added.</summary>
    public TensorGraph? Read(IReadOnlyList<AttributeData> attributes, Location? typeLocation, CancellationToken cancellation)
    {
        Value? current = null;
        Value scores = default;
        (LossLayer Layer, Value Value, string Declaration)? loss = null;
        (string Attribute, string Declaration) before = ("", "");
        foreach (AttributeData attribute in attributes)
        {
            cancellation.ThrowIfCancellationRequested();
            var arguments = new AttributeArguments(attribute);
            try
            {
                string name = attribute.AttributeClass!.Name;
                if (name == "InputAttribute")
                {
                    if (current is not null) throw new DeclarationException(Descriptors.InputFirst, null, typeName, "has a second [Input] or layers before it");
                    current = Input(arguments);
                    before = (name, arguments.Declaration);
                    continue;
                }

                if (Layer.Find(name) is not { } layer) throw new InvalidOperationException($"no layer reads {name}");
                if (current is not { } x) throw new DeclarationException(Descriptors.InputFirst, null, typeName, $"starts with {arguments.Declaration}");
                if (loss is not null) throw new DeclarationException(Descriptors.AfterLoss, null, arguments.Declaration, loss.Value.Declaration);
                string layerName = NameOf(layer, arguments);
                _network.Graph.Origin = layerName;
                int firstNode = _network.Graph.Nodes.Count, firstParameter = _network.Parameters.Count;
                if (layer is LossLayer lossLayer)
                {
                    if (lossLayer.Contains is { } contained && contained == before.Attribute)
                        throw new DeclarationException(Descriptors.DoubleActivation, null, arguments.Declaration, before.Declaration.ToLowerInvariant(), $"[{contained.Replace("Attribute", "")}]");
                    loss = (lossLayer, layer.Apply(new LayerContext(_network, arguments, layerName, before.Declaration), x), arguments.Declaration);
                    scores = x;
                    Prediction = lossLayer.Prediction;
                    if (_network.Parameters.Count == 0) throw new DeclarationException(Descriptors.NothingToTrain, null, typeName, arguments.Declaration);
                }
                else
                {
                    current = layer.Apply(new LayerContext(_network, arguments, layerName, before.Declaration), x);
                    AddSummary(layerName, arguments.Declaration, current.Value, firstNode, firstParameter);
                }

                if (_network.Parameters.Count > firstParameter) CheckMembers(layerName);
                before = (name, arguments.Declaration);
            }
            catch (DeclarationException mistake)
            {
                diagnostics.Add(DiagnosticInfo.Create(mistake.Descriptor, arguments.Place(mistake.Argument, mistake.Element) ?? typeLocation, mistake.Arguments));
                return null;
            }
            catch (OverflowException)
            {
                diagnostics.Add(DiagnosticInfo.Create(Descriptors.TooLarge, arguments.Place(null) ?? typeLocation, typeName, $"more than {Literals.Int(int.MaxValue)}", Literals.Int(int.MaxValue)));
                return null;
            }
        }

        if (current is not { } output)
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.InputFirst, typeLocation, typeName, "has no [Input]"));
            return null;
        }

        if (_layers.Count == 0)
        {
            diagnostics.Add(DiagnosticInfo.Create(Descriptors.InputFirst, typeLocation, typeName, "has an [Input] but no layers"));
            return null;
        }

        _network.Graph.Origin = "prediction";
        var outputs = new List<GraphOutput> { GraphOutput.Declared(0, output) };
        outputs.Add(GraphOutput.Predicted(0, loss is { } l ? l.Layer.Predict(_network.Graph, scores) : output));
        if (loss is not null) outputs.Add(new GraphOutput(OutputRole.Loss, 0, loss.Value.Value));
        if (loss is not null) outputs.AddRange(_network.Updates);
        return TensorGraph.Of(_network.Graph, outputs);
    }

    private Value Input(LayerArguments arguments)
    {
        int[] shape = arguments.Ints("shape");
        if (shape.Length == 0) throw arguments.Bad("shape", "empty", "at least one extent");
        int bad = Array.FindIndex(shape, extent => extent < 1);
        if (bad >= 0) throw arguments.Bad("shape", Literals.Int(shape[bad]), "extents of at least 1", bad);
        _ = shape.Aggregate(1, (product, extent) => checked(product * extent));
        _network.Graph.Origin = "input";
        return _network.Input(new TensorModel("input", ElementKind.Float32, EquatableArray.Of(shape), 0));
    }

    private string NameOf(Layer layer, LayerArguments arguments)
    {
        _counts[layer.Kind] = _counts.TryGetValue(layer.Kind, out int count) ? count + 1 : 1;
        string name = arguments.Text("Name") ?? layer.Kind + _counts[layer.Kind].ToString(System.Globalization.CultureInfo.InvariantCulture);
        bool valid = name.Length > 0 && char.IsLetter(name[0]) && name.All(c => c < 128 && (char.IsLetterOrDigit(c) || c == '_'));
        if (!valid) throw new DeclarationException(Descriptors.BadName, "Name", name);
        // Property names differ from layer names in the first letter's case alone.
        if (!_names.Add(char.ToUpperInvariant(name[0]) + name.Substring(1))) throw new DeclarationException(Descriptors.DuplicateName, "Name", name);
        return name;
    }

    /// <summary>The layer's property and the type behind it must not meet another generated member.</summary>
    private void CheckMembers(string layer)
    {
        string property = ClassEmitter.PropertyOf(layer);
        foreach (string member in new[] { property, property + "Parameters" })
        {
            if (!_members.Add(member)) throw new DeclarationException(Descriptors.NameTaken, "Name", member, typeName, $"give the layer '{layer}' another Name");
        }
    }

    private void AddSummary(string name, string declaration, Value output, int firstNode, int firstParameter)
    {
        long parameters = _network.Parameters.Skip(firstParameter).Sum(p => (long)p.Length);
        long flops = NetworkBuilder.FlopsOf(_network.Graph.Nodes.Skip(firstNode), _network.TypeOf);
        _layers.Add(new LayerModel(name, declaration, new EquatableArray<int>(_network.TypeOf(output).Dims.Skip(1)), parameters, flops));
    }
}
