using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>
/// The way back through a <see cref="Recurrence"/>. Inputs: what it kept, its weight transposed [gates·units, units], then those gradients of its output, hidden and
/// cell state that there are, and the lengths. It yields the gradients of the gates before their activations; products outside turn them into those of
/// the weights, for all places at once.
/// </summary>
internal sealed record RecurrenceGradient(RecurrentCell Cell, bool Reverse, bool HasOutput, bool HasHidden, bool HasCell, bool HasLengths) : PartedOp
{
    /// <summary>Part: the gradient of the input's share of the gates, [batch, time, gates·units].</summary>
    public const int Gates = 0;

    /// <summary>Part: the gradient of the recurrent product, [batch, time, gates·units]. GRU only: elsewhere both shares are merely added.</summary>
    public const int Product = 1;

    /// <summary>Part: the gradient of the hidden state to start from, [batch, units].</summary>
    public const int Hidden = 2;

    /// <summary>Part: the gradient of the cell state to start from, [batch, units].</summary>
    public const int CellState = 3;

    public override string Name => Cell switch { RecurrentCell.Lstm => "lstm_gradient", RecurrentCell.Gru => "gru_gradient", _ => "rnn_gradient" };

    public static Part PartOf(RecurrentCell cell, int part, int time, int units) => part switch
    {
        Gates => new Part(part, "gates", TensorType.Float(TensorType.Batch, time, units * Recurrence.Gates(cell))),
        Product => new Part(part, "product", TensorType.Float(TensorType.Batch, time, units * Recurrence.Gates(cell))),
        Hidden => new Part(part, "hidden", TensorType.Float(TensorType.Batch, units)),
        _ => new Part(part, "cell", TensorType.Float(TensorType.Batch, units)),
    };

    /// <summary>Inputs before the weight.</summary>
    public int KeptInputs => Cell == RecurrentCell.Gru ? 2 : 1;

    /// <summary>Whether part of a state's gradient goes past the product: through the update gate, or at a place beyond the length.</summary>
    public bool HasDirect => Cell == RecurrentCell.Gru || HasLengths;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType weight = inputs[KeptInputs];
        int time = inputs[0].Dims[1], units = weight.Dims[1];
        if (weight != TensorType.Float(Recurrence.Gates(Cell) * units, units)) throw new ShapeException($"{Name}: {weight.ShapeText} is no recurrent weight, transposed");
        return PartOf(Cell, Gates, time, units).Type;
    }

    public override IReadOnlyList<(string Name, TensorType Type)> Scratch(IReadOnlyList<TensorType> inputs)
    {
        int units = inputs[KeptInputs].Dims[1];
        TensorType state = TensorType.Float(TensorType.Batch, units);
        var scratch = new List<(string, TensorType)> { ("rows", TensorType.Float(TensorType.Batch, Recurrence.Gates(Cell) * units)), ("state", state) };
        if (HasDirect) scratch.Add(("direct", state));
        if (Cell == RecurrentCell.Lstm) scratch.Add(("cell", state));
        return scratch;
    }

    public override Kernel MakeKernel(IReadOnlyList<TensorType> inputs, EquatableArray<int> parts)
        => new RecurrenceGradientKernel(this, inputs[0].Dims[1], inputs[KeptInputs].Dims[1], parts);

    // The product before the first place is left out unless somebody asks for it; whether somebody does is not known here.
    public override long FlopsPerSample(IReadOnlyList<TensorType> inputs, TensorType result) => 2L * (inputs[0].Dims[1] - 1) * inputs[KeptInputs].PerSample;

    public override string Describe() => $"{Name}{(Cell == RecurrentCell.Relu ? " relu" : "")}{(Reverse ? " reverse" : "")}{(HasLengths ? " with lengths" : "")}";
}
