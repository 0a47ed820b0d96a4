using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen;

/// <summary>Finds what made a loss NaN or infinite: the data, the parameters, or the computation.</summary>
internal static class LossFault
{
    public static NonFiniteLossException Find(INetwork network, TensorInfo[] columns, BatchSource source, Batch batch, int epoch, int batchNumber, float loss)
    {
        for (int c = 0; c < columns.Length; c++)
        {
            if (columns[c].ElementType != ElementType.Float32) continue;
            ReadOnlySpan<float> values = batch.Floats(c);
            int place = FiniteCheck.IndexOfNonFinite(values);
            if (place < 0) continue;
            (int index, int element) = Math.DivRem(place, columns[c].Length);
            int sample = source.SampleNumber(index);
            string kind = c < network.Info.Inputs.Length ? "input" : "target";
            string where = sample < 0 ? FormattableString.Invariant($"sample {index} of the batch") : FormattableString.Invariant($"sample {sample}");
            return new NonFiniteLossException(
                epoch, batchNumber, loss, FormattableString.Invariant($"{kind} '{columns[c].Name}' holds {values[place]} at element {element} of {where}"), columns[c].Name, sample < 0 ? null : sample, element);
        }

        foreach (ParameterInfo parameter in network.Info.Parameters)
        {
            int place = FiniteCheck.IndexOfNonFinite(network.Parameters.Slice(parameter.Offset, parameter.Length));
            if (place >= 0)
                return new NonFiniteLossException(epoch, batchNumber, loss, $"the data of the batch are finite, but parameter '{parameter.Name}' is not (at {place})", null, null, null);
        }

        return new NonFiniteLossException(
            epoch, batchNumber, loss, "data and parameters are finite, so the computation overflowed; a smaller learning rate or scaled inputs may help", null, null, null);
    }
}
