namespace NeuralNet.Gen;

/// <summary>Counts right answers.</summary>
internal static class Accuracy
{
    /// <summary>Whether a network's predictions and its target can be compared answer by answer.</summary>
    public static bool Applies(NetworkInfo info)
    {
        if (info.Targets.Length != 1) return false;
        TensorInfo target = info.Targets[0];
        return info.Prediction switch
        {
            PredictionKind.ClassProbabilities => target.ElementType == ElementType.Int32 && target.Length > 0 && info.Output.Length % target.Length == 0,
            PredictionKind.Probabilities => target.Length == info.Output.Length,
            _ => false,
        };
    }

    /// <summary>Right answers and answers in all: one per label, or one per probability.</summary>
    public static (long Right, long Answers) Count(NetworkInfo info, Batch batch, ReadOnlySpan<float> predictions)
    {
        int column = info.Inputs.Length;
        TensorInfo target = info.Targets[0];
        long right = 0;
        if (info.Prediction == PredictionKind.ClassProbabilities)
        {
            ReadOnlySpan<int> labels = batch.Integers(column);
            int classes = info.Output.Length / target.Length;
            long answers = 0;
            for (int i = 0; i < labels.Length; i++)
            {
                if (labels[i] == target.IgnoredLabel) continue;
                answers++;
                if (First(predictions.Slice(i * classes, classes)) == labels[i]) right++;
            }

            return (right, answers);
        }

        if (target.ElementType == ElementType.Int32)
        {
            ReadOnlySpan<int> targets = batch.Integers(column);
            for (int i = 0; i < targets.Length; i++)
            {
                if (predictions[i] >= 0.5f == targets[i] >= 1) right++;
            }
        }
        else
        {
            ReadOnlySpan<float> targets = batch.Floats(column);
            for (int i = 0; i < targets.Length; i++)
            {
                if (predictions[i] >= 0.5f == targets[i] >= 0.5f) right++;
            }
        }

        return (right, predictions.Length);
    }

    /// <summary>The place of the largest value, the first of equals; NaN is never the largest.</summary>
    internal static int First(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best] || (float.IsNaN(values[best]) && !float.IsNaN(values[i]))) best = i;
        }

        return best;
    }
}
