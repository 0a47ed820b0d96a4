using System.Globalization;
using NeuralNet.Gen;

namespace Samples;

/// <summary>Chooses test images for the report of a run: those that the network takes for something else first, then others.</summary>
internal static class ShownImages
{
    private const int Wrong = 24, Right = 12;

    /// <param name="probabilities">For each image of <paramref name="images"/> one for each class.</param>
    /// <param name="images">One column of pictures (grey, from 0 to 1), one of labels.</param>
    /// <param name="classNames">By label.</param>
    public static IEnumerable<SamplePrediction> Of(float[] probabilities, IDataset images, IReadOnlyList<string> classNames)
    {
        int classes = probabilities.Length / images.Count, side = (int)Math.Sqrt(images.Columns[0].Length);
        var batch = new Batch(images.Columns, 1);
        List<SamplePrediction> wrong = [], right = [];
        for (int i = 0; i < images.Count && (wrong.Count < Wrong || right.Count < Right); i++)
        {
            images.Read([i], batch);
            ReadOnlySpan<float> scores = probabilities.AsSpan(i * classes, classes);
            int label = batch.Integers(1)[0], predicted = 0;
            for (int c = 1; c < classes; c++)
            {
                if (scores[c] > scores[predicted]) predicted = c;
            }

            (List<SamplePrediction> list, int most) = predicted == label ? (right, Right) : (wrong, Wrong);
            if (list.Count == most) continue;
            list.Add(new SamplePrediction(Name(label), Name(predicted)) { Confidence = scores[predicted], Picture = SamplePicture.FromUnit(side, side, batch.Floats(0)[..(side * side)]) });
        }

        return [.. wrong, .. right];

        string Name(int label) => label < classNames.Count ? classNames[label] : label.ToString(CultureInfo.InvariantCulture);
    }
}
