using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>Recurrences as PyTorch's documentation writes them, one sample and one step after another.</summary>
internal sealed partial class GraphInterpreter
{
    private readonly Dictionary<(Value Op, int Part), double[]> _parts = [];

    private double[] PartOf(Node node, Part part) => _parts[(node.Inputs[0], part.Index)];

    /// <summary>Fills the parts that a forward pass has: output, hidden and cell state.</summary>
    private double[] Recur(Node node, Recurrence op, Tensor[] x)
    {
        int time = x[0].Shape[1], width = x[0].Shape[2], units = x[1].Shape[0], next = 2;
        double[] bias = op.Given.Bias ? x[next++].Data : new double[width];
        double[] startHidden = op.Given.Hidden ? x[next++].Data : new double[batch * units], startCell = op.Given.Cell ? x[next++].Data : new double[batch * units];
        double[]? lengths = op.Given.Lengths ? x[next].Data : null;
        double[] output = new double[batch * time * units], hidden = new double[batch * units], cell = new double[batch * units];
        for (int n = 0; n < batch; n++)
        {
            double[] h = startHidden[(n * units)..((n + 1) * units)], c = startCell[(n * units)..((n + 1) * units)];
            int length = lengths is null ? time : (int)lengths[n];
            IEnumerable<int> places = Enumerable.Range(0, length);
            foreach (int t in op.Reverse ? places.Reverse() : places)
            {
                double W(int gate, int unit) => x[0].Data[(((n * time) + t) * width) + (gate * units) + unit];
                double[] before = h;
                double U(int gate, int unit)
                {
                    double sum = bias[(gate * units) + unit];
                    for (int k = 0; k < units; k++) sum += before[k] * x[1].Data[(k * width) + (gate * units) + unit];
                    return sum;
                }

                h = new double[units];
                for (int j = 0; j < units; j++)
                {
                    switch (op.Cell)
                    {
                        case RecurrentCell.Tanh:
                            h[j] = Math.Tanh(W(0, j) + U(0, j));
                            break;
                        case RecurrentCell.Relu:
                            h[j] = Math.Max(0, W(0, j) + U(0, j));
                            break;
                        case RecurrentCell.Lstm:
                            double i = Logistic(W(0, j) + U(0, j)), f = Logistic(W(1, j) + U(1, j)), g = Math.Tanh(W(2, j) + U(2, j)), o = Logistic(W(3, j) + U(3, j));
                            c[j] = (f * c[j]) + (i * g);
                            h[j] = o * Math.Tanh(c[j]);
                            break;
                        default:
                            double r = Logistic(W(0, j) + U(0, j)), z = Logistic(W(1, j) + U(1, j)), candidate = Math.Tanh(W(2, j) + (r * U(2, j)));
                            h[j] = ((1 - z) * candidate) + (z * before[j]);
                            break;
                    }
                }

                h.CopyTo(output, ((n * time) + t) * units);
            }

            h.CopyTo(hidden, n * units);
            c.CopyTo(cell, n * units);
        }

        _parts[(node.Id, Recurrence.Output)] = output;
        _parts[(node.Id, Recurrence.Hidden)] = hidden;
        _parts[(node.Id, Recurrence.CellState)] = cell;
        return output;
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
