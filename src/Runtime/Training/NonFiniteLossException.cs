namespace NeuralNet.Gen;

/// <summary>
/// A batch gave a loss that is NaN or infinite. It was found before the optimiser ran: parameters, optimiser and step counts are as they were
/// before the batch.
/// </summary>
public sealed class NonFiniteLossException : ArithmeticException
{
    internal NonFiniteLossException(int epoch, int batch, float loss, string cause, string? column, int? sample, int? element)
        : base($"epoch {epoch}, batch {batch}: the loss is {FormattableString.Invariant($"{loss}")}: {cause}; parameters and optimiser are as they were before this batch")
    {
        Epoch = epoch;
        Batch = batch;
        Loss = loss;
        Column = column;
        Sample = sample;
        Element = element;
    }

    internal NonFiniteLossException(long step, float loss, string cause, string? column, int? sample, int? element)
        : base($"step {step}: the loss is {FormattableString.Invariant($"{loss}")}: {cause}; parameters and optimiser are as they were before this step")
    {
        Loss = loss;
        Column = column;
        Sample = sample;
        Element = element;
    }

    /// <summary>1 for the first; 0 outside a trainer.</summary>
    public int Epoch { get; }

    /// <summary>The batch's number in its epoch, 1 for the first; 0 outside a trainer.</summary>
    public int Batch { get; }

    /// <summary>NaN or an infinity.</summary>
    public float Loss { get; }

    /// <summary>The column that holds a number that is not finite; <c>null</c> when all data of the batch are finite.</summary>
    public string? Column { get; }

    /// <summary>The sample in the dataset that holds it; <c>null</c> when all data of the batch are finite.</summary>
    public int? Sample { get; }

    /// <summary>Its place in the sample; <c>null</c> when all data of the batch are finite.</summary>
    public int? Element { get; }
}
