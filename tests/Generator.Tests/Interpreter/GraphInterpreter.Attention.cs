using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Ops;

namespace NeuralNet.Gen.Generator.Tests.Interpreter;

internal sealed partial class GraphInterpreter
{
    private static double[] Attention(Op operation, Tensor[] x, int[] shape) => operation switch
    {
        LengthMask op => Places(x[0].Data, op.Columns, (length, column) => column < length),
        RotaryTable op => Angles(op.Time, op.Pairs, op.Base),
        Rotate op => Turned(x[0], op.Axis, x[1], shape, op.IsBack),
        _ => throw new NotSupportedException($"{operation} does not belong to attention"),
    };

    private static double[] Places(double[] numbers, int columns, Func<double, int, bool> isSet)
        => [.. numbers.SelectMany(n => Enumerable.Range(0, columns).Select(c => isSet(n, c) ? 1.0 : 0.0))];

    private static double[] Angles(int time, int pairs, double @base)
    {
        var result = new double[time * 2 * pairs];
        for (int p = 0; p < time; p++)
        {
            for (int i = 0; i < pairs; i++)
            {
                double angle = p * Math.Pow(@base, -2.0 * i / (2 * pairs));
                result[(p * 2 * pairs) + i] = Math.Cos(angle);
                result[(p * 2 * pairs) + pairs + i] = Math.Sin(angle);
            }
        }

        return result;
    }

    private static double[] Turned(Tensor x, int axis, Tensor table, int[] shape, bool back)
    {
        int d = shape[^1], half = d / 2, inner = Size(shape.Skip(axis + 1)) / d;
        var result = new double[x.Data.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int column = i % d, position = i / d / inner % shape[axis];
            double cosine = table.Data[(position * d) + (column % half)], sine = table.Data[(position * d) + half + (column % half)] * (back ? -1 : 1);
            result[i] = column < half ? (x.Data[i] * cosine) - (x.Data[i + half] * sine) : (x.Data[i] * cosine) + (x.Data[i - half] * sine);
        }

        return result;
    }
}
