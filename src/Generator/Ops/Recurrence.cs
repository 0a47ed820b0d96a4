using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Ops;

/// <summary>What happens between two places of a sequence. Gates stand one behind the other, in PyTorch's order.</summary>
internal enum RecurrentCell
{
    /// <summary>h' = tanh(a).</summary>
    Tanh,

    /// <summary>h' = max(0, a).</summary>
    Relu,

    /// <summary>i, f, g, o: c' = σ(f)·c + σ(i)·tanh(g), h' = σ(o)·tanh(c') (Hochreiter and Schmidhuber, 1997; Gers et al., 2000).</summary>
    Lstm,

    /// <summary>r, z, n: h' = (1 − σ(z))·tanh(n + σ(r)·u) + σ(z)·h, u the recurrent part of n with its bias (Cho et al., 2014, in PyTorch's form).</summary>
    Gru,
}

/// <summary>Which of the inputs that may be missing a recurrence has.</summary>
internal readonly record struct RecurrenceInputs(bool Bias, bool Hidden, bool Cell, bool Lengths);

/// <summary>
/// All steps of one direction of a recurrent layer. Inputs: the input's share of the gates [batch, time, gates·units], computed before for all places at once; the
/// recurrent weight [units, gates·units]; then, where it has them, the recurrent bias [gates·units], the states to start from [batch, units] and the lengths
/// [batch]. At a place beyond a sample's length the output is 0 and the states stay. The gradient is a <see cref="RecurrenceGradient"/> and one product for the
/// weight.
/// </summary>
internal sealed record Recurrence(RecurrentCell Cell, bool Reverse, RecurrenceInputs Given) : PartedOp
{
    /// <summary>Part: the hidden state after each place, [batch, time, units].</summary>
    public const int Output = 0;

    /// <summary>Part: the hidden state after the last step, [batch, units].</summary>
    public const int Hidden = 1;

    /// <summary>Part: the cell state after the last step, [batch, units]. LSTM only.</summary>
    public const int CellState = 2;

    /// <summary>Part: the hidden state before each place, [batch, time, units].</summary>
    public const int Previous = 3;

    /// <summary>Part: what the backward pass reads, [batch, time, kept·units].</summary>
    public const int Kept = 4;

    public override string Name => Cell switch { RecurrentCell.Lstm => "lstm", RecurrentCell.Gru => "gru", _ => "rnn" };

    public static int Gates(RecurrentCell cell) => cell switch { RecurrentCell.Lstm => 4, RecurrentCell.Gru => 3, _ => 1 };

    /// <summary>LSTM keeps i, f, g, o and the cell state before; GRU r, z, n and the recurrent part of n; a plain cell needs its output alone.</summary>
    public static int KeptOf(RecurrentCell cell) => cell switch { RecurrentCell.Lstm => 5, RecurrentCell.Gru => 4, _ => 0 };

    public static Part PartOf(RecurrentCell cell, int part, int time, int units) => part switch
    {
        Output => new Part(part, "output", TensorType.Float(TensorType.Batch, time, units)),
        Hidden => new Part(part, "hidden", TensorType.Float(TensorType.Batch, units)),
        CellState => new Part(part, "cell", TensorType.Float(TensorType.Batch, units)),
        Previous => new Part(part, "previous", TensorType.Float(TensorType.Batch, time, units)),
        _ => new Part(part, "kept", TensorType.Float(TensorType.Batch, time, units * KeptOf(cell))),
    };

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        TensorType gates = inputs[0], weight = inputs[1];
        int units = weight.Dims[0], width = Gates(Cell) * units;
        var wanted = new List<TensorType> { TensorType.Float(TensorType.Batch, gates.Dims[1], width), TensorType.Float(units, width) };
        if (Given.Bias) wanted.Add(TensorType.Float(width));
        if (Given.Hidden) wanted.Add(TensorType.Float(TensorType.Batch, units));
        if (Given.Cell) wanted.Add(TensorType.Float(TensorType.Batch, units));
        if (Given.Lengths) wanted.Add(TensorType.Float(TensorType.Batch).As(ElementKind.Int32));
        if (!wanted.SequenceEqual(inputs)) throw new ShapeException($"{Name}: {string.Join(", ", inputs)} are not {string.Join(", ", wanted)}");
        return TensorType.Float(TensorType.Batch, gates.Dims[1], units);
    }

    public override void Differentiate(GradientBuilder g, Node node, Value dy)
    {
        GraphBuilder graph = g.Graph;
        int time = node.Type.Dims[1], units = node.Type.Dims[2], next = 2;
        Value weight = node.Inputs[1];
        Value? bias = Given.Bias ? node.Inputs[next++] : null, hidden = Given.Hidden ? node.Inputs[next++] : null, cell = Given.Cell ? node.Inputs[next++] : null;
        Value? dOutput = g.GradientOf(Of(Output)), dHidden = g.GradientOf(Of(Hidden)), dCell = Cell == RecurrentCell.Lstm ? g.GradientOf(Of(CellState)) : null;
        Value[] kept = Cell switch { RecurrentCell.Lstm => [Of(Kept)], RecurrentCell.Gru => [Of(Kept), Of(Previous)], _ => [Of(Output)] };
        var inputs = new List<Value>(kept) { graph.Add(new Transpose(1), weight) };
        foreach (Value? gradient in new[] { dOutput, dHidden, dCell })
        {
            if (gradient is { } given) inputs.Add(given);
        }

        if (Given.Lengths) inputs.Add(node.Inputs[node.Inputs.Count - 1]);
        var op = new RecurrenceGradient(Cell, Reverse, dOutput is not null, dHidden is not null, dCell is not null, Given.Lengths);
        Value back = graph.Add(op, [.. inputs]);
        Value dGates = Gradient(RecurrenceGradient.Gates), dProduct = Cell == RecurrentCell.Gru ? Gradient(RecurrenceGradient.Product) : dGates;
        g.Accumulate(node.Inputs[0], dGates);
        g.Accumulate(weight, graph.Add(new MatMul(true), Of(Previous), dProduct));
        if (bias is { } b) g.Accumulate(b, dProduct);
        if (hidden is { } h && g.IsWanted(h)) g.Accumulate(h, Gradient(RecurrenceGradient.Hidden));
        if (cell is { } c && g.IsWanted(c)) g.Accumulate(c, Gradient(RecurrenceGradient.CellState));

        Value Of(int part) => graph.Add(PartOf(Cell, part, time, units), node.Id);

        Value Gradient(int part) => graph.Add(RecurrenceGradient.PartOf(Cell, part, time, units), back);
    }

    public override IReadOnlyList<(string Name, TensorType Type)> Scratch(IReadOnlyList<TensorType> inputs)
    {
        int units = inputs[1].Dims[0];
        TensorType state = TensorType.Float(TensorType.Batch, units), sums = TensorType.Float(TensorType.Batch, Gates(Cell) * units);
        return Cell == RecurrentCell.Lstm ? [("sums", sums), ("state", state), ("cell", state)] : [("sums", sums), ("state", state)];
    }

    public override Kernel MakeKernel(IReadOnlyList<TensorType> inputs, EquatableArray<int> parts) => new RecurrenceKernel(this, inputs[0].Dims[1], inputs[1].Dims[0], parts);

    /// <summary>The first product is one with zeros, unless there is a state to start from.</summary>
    public int Products(int time) => Given.Hidden || time == 1 ? time : time - 1;

    public override long FlopsPerSample(IReadOnlyList<TensorType> inputs, TensorType result) => 2L * Products(inputs[0].Dims[1]) * inputs[1].PerSample;

    public override string Describe() => $"{Name}{(Cell == RecurrentCell.Relu ? " relu" : "")}{(Reverse ? " reverse" : "")}{(Given.Lengths ? " with lengths" : "")}";
}
