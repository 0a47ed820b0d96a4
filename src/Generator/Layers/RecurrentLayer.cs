using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>What a recurrent layer gives: [batch, time, directions·hidden], and the states after the last step, [batch, layers·directions, hidden].</summary>
internal sealed record RecurrentResult(Value Output, Value Hidden, Value? Cell);

/// <summary>
/// Layers of recurrences over [batch, time, features], with PyTorch's parameters. The input's share of the gates is one product for all places in time; what is
/// left of the work is a <see cref="Recurrence"/> for each layer and direction.
/// </summary>
internal abstract class RecurrentLayer : Layer
{
    protected abstract RecurrentCell CellOf(LayerArguments arguments);

    public sealed override Value Apply(LayerContext context, Value x) => Run(context, x, null, null, null).Output;

    /// <param name="hidden">Hidden states to start from, [batch, layers·directions, hidden]; zeros without them.</param>
    /// <param name="cell">Cell states to start from; LSTM only.</param>
    /// <param name="lengths">How many places each sample has, [batch].</param>
    public RecurrentResult Run(LayerContext context, Value x, Value? hidden, Value? cell, Value? lengths)
    {
        GraphBuilder graph = context.Graph;
        LayerArguments arguments = context.Arguments;
        RecurrentCell kind = CellOf(arguments);
        int units = arguments.Int("hidden", least: 1), layers = arguments.IsGiven("layers") ? arguments.Int("layers", least: 1) : 1;
        int directions = arguments.Bool("bidirectional", otherwise: false) ? 2 : 1, states = checked(layers * directions);
        float dropout = arguments.Float("dropout", 0f, p => p >= 0f && p < 1f, "a probability of at least 0 and below 1");
        if (dropout > 0f && layers == 1) throw arguments.Bad("dropout", Literals.Shortest(dropout), "0, or more layers: it stands between them");
        TensorType type = context.Network.TypeOf(x);
        if (type.Rank != 3 || type.Dims[0] != TensorType.Batch) throw context.Mismatch(x, "[batch, time, features]", "recurrent layers work on sequences");
        int time = type.Dims[1];
        CheckState("hidden", hidden);
        CheckState("cell", cell);
        if (lengths is { } given) lengths = CheckLengths(context, given, time);
        var outputs = new List<Value>();
        var lastHidden = new List<Value>();
        var lastCell = new List<Value>();
        for (int layer = 0; layer < layers; layer++)
        {
            outputs.Clear();
            for (int direction = 0; direction < directions; direction++) Add(layer, direction);
            x = outputs.Count == 1 ? outputs[0] : graph.Add(new Concat(2), [.. outputs]);
            if (dropout > 0f && layer < layers - 1) x = graph.Add(new Dropout(dropout, context.Network.PurposeOf(RandomKind.Dropout, $"{context.Name}.dropout_l{Literals.Int(layer)}")), x);
        }

        return new RecurrentResult(x, Stack(lastHidden), kind == RecurrentCell.Lstm ? Stack(lastCell) : null);

        void Add(int layer, int direction)
        {
            string suffix = $"_l{Literals.Int(layer)}{(direction == 1 ? "_reverse" : "")}";
            int gates = Recurrence.Gates(kind) * units, features = context.Network.TypeOf(x).Last, place = (layer * directions) + direction;
            var bound = new InitializerModel(InitializerForm.Uniform, (float)(1 / Math.Sqrt(units)));
            Value weight = context.Parameter("weight_ih" + suffix, [gates, features], [1, 0], bound), recurrent = context.Parameter("weight_hh" + suffix, [gates, units], [1, 0], bound);
            Value projected = graph.Add(new MatMul(), x, weight);
            var inputs = new List<Value>();
            bool hasBias = arguments.Bool("bias", otherwise: true), keepsBias = hasBias && kind == RecurrentCell.Gru;
            if (hasBias)
            {
                projected = graph.Plus(projected, context.Parameter("bias_ih" + suffix, [gates], [0], bound));
                Value bias = context.Parameter("bias_hh" + suffix, [gates], [0], bound);
                // A GRU multiplies its recurrent share, bias included, by a gate; elsewhere both biases are merely added.
                if (keepsBias) inputs.Add(bias);
                else projected = graph.Plus(projected, bias);
            }

            if (hidden is { } h) inputs.Add(StateAt(h, place));
            if (cell is { } c) inputs.Add(StateAt(c, place));
            if (lengths is { } l) inputs.Add(l);
            var op = new Recurrence(kind, direction == 1, new RecurrenceInputs(keepsBias, hidden is not null, cell is not null, lengths is not null));
            Value all = graph.Add(op, [projected, recurrent, .. inputs]);
            outputs.Add(graph.Add(Recurrence.PartOf(kind, Recurrence.Output, time, units), all));
            lastHidden.Add(graph.Add(Recurrence.PartOf(kind, Recurrence.Hidden, time, units), all));
            if (kind == RecurrentCell.Lstm) lastCell.Add(graph.Add(Recurrence.PartOf(kind, Recurrence.CellState, time, units), all));
        }

        Value StateAt(Value state, int place)
        {
            // A state without a batch is the same for every sample.
            TensorType all = TensorType.Float(TensorType.Batch, states, units);
            if (context.Network.TypeOf(state) != all) state = graph.Add(new Expand(all.Dims), state);
            return graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, units)), graph.Add(Slice.Of(all, 1, place, 1), state));
        }

        Value Stack(List<Value> items)
        {
            Value[] rows = [.. items.Select(item => graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch, 1, units)), item))];
            return rows.Length == 1 ? rows[0] : graph.Add(new Concat(1), rows);
        }

        void CheckState(string name, Value? state)
        {
            if (state is not { } start) return;
            TensorType have = context.Network.TypeOf(start), wanted = TensorType.Float(TensorType.Batch, states, units);
            if (have != wanted && have != TensorType.Float(states, units)) throw new ShapeException($"{arguments.Declaration}: {name} is {have.ShapeText}, {wanted.ShapeText} is expected: layers × directions states of a sample");
        }
    }

    private static Value CheckLengths(LayerContext context, Value lengths, int time)
    {
        TensorType type = context.Network.TypeOf(lengths);
        if (type.Element != ElementKind.Int32 || type.PerSample != 1) throw new ShapeException($"{context.Arguments.Declaration}: lengths are {type}, one integer for each sample is expected");
        context.Network.Bound(lengths, checked(time + 1));
        return type.Rank == 1 ? lengths : context.Graph.Add(new Reshape(EquatableArray.Of(TensorType.Batch)), lengths);
    }
}

/// <summary>Long short-term memory.</summary>
internal sealed class LstmLayer : RecurrentLayer
{
    protected override RecurrentCell CellOf(LayerArguments arguments) => RecurrentCell.Lstm;
}

/// <summary>Gated recurrent units.</summary>
internal sealed class GruLayer : RecurrentLayer
{
    protected override RecurrentCell CellOf(LayerArguments arguments) => RecurrentCell.Gru;
}

/// <summary>The plain recurrence with tanh or ReLU.</summary>
internal sealed class RnnLayer : RecurrentLayer
{
    protected override RecurrentCell CellOf(LayerArguments arguments) => arguments.Enum("activation") switch
    {
        0 => RecurrentCell.Tanh,
        1 => RecurrentCell.Relu,
        int other => throw arguments.Bad("activation", Literals.Int(other), "Tanh or Relu"),
    };
}
