using NeuralNet.Gen.Metrics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Metrics;

/// <summary>Against the examples that scikit-learn's documentation gives, and against naive counts.</summary>
public sealed class ClassificationMetricTests
{
    /// <summary>Scores that name a class.</summary>
    private static float[] Naming(int classes, params ReadOnlySpan<int> predicted)
    {
        float[] scores = new float[classes * predicted.Length];
        for (int i = 0; i < predicted.Length; i++) scores[(i * classes) + predicted[i]] = 1;
        return scores;
    }

    private static T Fed<T>(T metric, float[] predictions, params ReadOnlySpan<int> labels)
        where T : Metric
    {
        // In two batches: the metric goes on counting.
        int width = predictions.Length / labels.Length, half = labels.Length / 2;
        metric.Update(predictions.AsSpan(0, half * width), labels[..half]);
        metric.Update(predictions.AsSpan(half * width), labels[half..]);
        return metric;
    }

    // sklearn.metrics.confusion_matrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2]).
    [Fact]
    public void Confusion_matrix()
    {
        ConfusionMatrix matrix = Fed(new ConfusionMatrix(3), Naming(3, 0, 0, 2, 2, 0, 2), 2, 0, 2, 2, 0, 1);
        Assert.Equal([2L, 0, 0, 0, 0, 1, 1, 0, 2], from a in new[] { 0, 1, 2 } from p in new[] { 0, 1, 2 } select matrix[a, p]);
        Assert.Equal(4 / 6.0, matrix.Value);
        Assert.Equal([3L, 0, 3], new[] { 0, 1, 2 }.Select(matrix.Predictions));
        matrix.Reset();
        Assert.True(double.IsNaN(matrix.Value));
    }

    // precision_score, recall_score and f1_score of y_true = [0, 1, 2, 0, 1, 2], y_pred = [0, 2, 1, 0, 0, 1].
    [Theory]
    [InlineData(Averaging.Macro, 2 / 9.0, 1 / 3.0, 0.8 / 3)]
    [InlineData(Averaging.Micro, 1 / 3.0, 1 / 3.0, 1 / 3.0)]
    [InlineData(Averaging.Weighted, 2 / 9.0, 1 / 3.0, 0.8 / 3)]
    public void Precision_recall_and_f1(Averaging averaging, double precision, double recall, double f1)
    {
        float[] predictions = Naming(3, 0, 2, 1, 0, 0, 1);
        int[] labels = [0, 1, 2, 0, 1, 2];
        Assert.Equal(precision, Fed(new Precision(3, averaging), predictions, labels).Value, 1e-12);
        Assert.Equal(recall, Fed(new Recall(3, averaging), predictions, labels).Value, 1e-12);
        F1Score score = Fed(new F1Score(3, averaging), predictions, labels);
        Assert.Equal(f1, score.Value, 1e-12);
        Assert.Equal([0.8, 0, 0], new[] { 0, 1, 2 }.Select(score.Of));
        Assert.Equal(f1, Fed(new Dice(3, averaging), predictions, labels).Value, 1e-12);
    }

    // jaccard_score([0, 1, 2, 2], [0, 2, 1, 2], average=None) is [1, 0, 1/3].
    [Fact]
    public void Intersection_over_union()
    {
        JaccardIndex iou = Fed(new JaccardIndex(3), Naming(3, 0, 2, 1, 2), 0, 1, 2, 2);
        Assert.Equal([1, 0, 1 / 3.0], new[] { 0, 1, 2 }.Select(iou.Of));
        Assert.Equal(4 / 9.0, iou.Value, 1e-12);
    }

    [Fact]
    public void Classes_that_do_not_occur_do_not_count_in_the_macro_average()
        => Assert.Equal(1, Fed(new F1Score(5), Naming(5, 0, 3, 3), 0, 3, 3).Value);

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Averages_of_random_answers_are_those_of_naive_counts(int classes)
    {
        var random = new Random(classes);
        int[] labels = [.. Enumerable.Range(0, 501).Select(_ => random.Next(classes))], predicted = [.. Enumerable.Range(0, 501).Select(_ => random.Next(classes))];
        float[] predictions = Naming(classes, predicted);
        double macro = 0, weighted = 0;
        for (int c = 0; c < classes; c++)
        {
            double tp = labels.Zip(predicted).Count(x => x.First == c && x.Second == c), precision = tp / predicted.Count(x => x == c), recall = tp / labels.Count(x => x == c);
            double f1 = 2 * precision * recall / (precision + recall);
            macro += f1 / classes;
            weighted += f1 * labels.Count(x => x == c) / 501.0;
            if (c == 1 && classes == 2) Assert.Equal(f1, Fed(new F1Score(2, Averaging.Binary), predictions, labels).Value, 1e-12);
        }

        Assert.Equal(macro, Fed(new F1Score(classes), predictions, labels).Value, 1e-12);
        Assert.Equal(weighted, Fed(new F1Score(classes, Averaging.Weighted), predictions, labels).Value, 1e-12);
        double accuracy = labels.Zip(predicted).Count(x => x.First == x.Second) / 501.0;
        Assert.Equal(accuracy, Fed(new NeuralNet.Gen.Metrics.Accuracy(), predictions, labels).Value, 1e-12);
        Assert.Equal(accuracy, Fed(new F1Score(classes, Averaging.Micro), predictions, labels).Value, 1e-12);
    }

    // top_k_accuracy_score([0, 1, 2, 2], [[0.5, 0.2, 0.2], [0.3, 0.4, 0.2], [0.2, 0.4, 0.3], [0.7, 0.2, 0.1]], k=2) is 0.75.
    [Fact]
    public void Top_k()
    {
        float[] scores = [0.5f, 0.2f, 0.2f, 0.3f, 0.4f, 0.2f, 0.2f, 0.4f, 0.3f, 0.7f, 0.2f, 0.1f];
        Assert.Equal(0.75, Fed(new TopKAccuracy(2), scores, 0, 1, 2, 2).Value);
        Assert.Equal(Fed(new NeuralNet.Gen.Metrics.Accuracy(), scores, 0, 1, 2, 2).Value, Fed(new TopKAccuracy(1), scores, 0, 1, 2, 2).Value);
        Assert.Equal(1, Fed(new TopKAccuracy(3), scores, 0, 1, 2, 2).Value);
        Assert.Equal(0, Fed(new TopKAccuracy(2), [float.NaN, 1, 0, 1, 1, 1], 0, 2).Value);
        Assert.Equal("top-2 accuracy", new TopKAccuracy(2).Name);
    }

    [Fact]
    public void Perplexity_is_e_to_the_mean_surprise()
    {
        float[] p = [0.25f, 0.75f, 0.5f, 0.5f, 0.125f, 0.875f];
        Assert.Equal(Math.Exp(-(Math.Log(0.25) + Math.Log(0.5) + Math.Log(0.875)) / 3), Fed(new Perplexity(), p, 0, 1, 1).Value, 1e-12);
        var four = new Perplexity();
        four.Update([0.25f, 0.25f, 0.25f, 0.25f], new[] { 3 });
        Assert.Equal(4, four.Value, 1e-12);
        four.Update([0, 1], new[] { 0 });
        Assert.Equal(double.PositiveInfinity, four.Value);
        Assert.Throws<ArgumentOutOfRangeException>(() => four.Update([-3, 3], new[] { 0 }));
        Assert.False(four.HigherIsBetter);
    }

    [Fact]
    public void One_probability_a_label_names_class_1_from_a_half_on()
    {
        float[] p = [0.2f, 0.5f, 0.9f, 0.4f];
        Assert.Equal(0.75, Fed(new NeuralNet.Gen.Metrics.Accuracy(), p, 0, 1, 0, 0).Value);
        var precision = new Precision(2, Averaging.Binary);
        precision.Update(p, new[] { 0f, 1, 0, 0.2f });
        Assert.Equal(0.5, precision.Value);
        var dice = new Dice(2, Averaging.Binary);
        dice.Update(p, new[] { 0f, 1, 1, 1 });
        Assert.Equal(4 / 5.0, dice.Value);
    }

    [Fact]
    public void An_ignored_label_is_passed_over()
    {
        var accuracy = new NeuralNet.Gen.Metrics.Accuracy { IgnoredLabel = -100 };
        accuracy.Update(Naming(3, 0, 1, 2), new[] { 0, -100, 1 });
        Assert.Equal(0.5, accuracy.Value);
        var auroc = new Auroc { IgnoredLabel = 7 };
        auroc.Update([0.1f, 0.99f, 0.9f], new[] { 0, 7, 1 });
        Assert.Equal(1, auroc.Value);
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_counts_nothing()
    {
        var accuracy = new NeuralNet.Gen.Metrics.Accuracy();
        Assert.Contains("label 1 is 3", Assert.Throws<ArgumentOutOfRangeException>(() => accuracy.Update(Naming(3, 0, 1), new[] { 0, 3 })).Message);
        Assert.Throws<ArgumentException>(() => accuracy.Update(new float[7], new[] { 0, 1 }));
        Assert.Throws<ArgumentException>(() => accuracy.Update(new float[7], new float[6]));
        Assert.Throws<ArgumentException>(() => new F1Score(4).Update(Naming(3, 0), new[] { 0 }));
        Assert.Throws<ArgumentException>(() => new F1Score(3, Averaging.Binary));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrix(1));
        Assert.True(double.IsNaN(accuracy.Value));
        accuracy.Update([], new int[0]);
        Assert.True(double.IsNaN(accuracy.Value));
    }

    [Fact]
    public void An_update_allocates_nothing()
    {
        float[] predictions = new float[640];
        int[] labels = new int[64];
        Metric[] metrics = [new NeuralNet.Gen.Metrics.Accuracy(), new TopKAccuracy(), new ConfusionMatrix(10), new F1Score(10), new JaccardIndex(10), new Perplexity()];
        Assert.Equal(0, Allocation.Of(() =>
        {
            foreach (Metric metric in metrics)
            {
                metric.Reset();
                metric.Update(predictions, labels);
                _ = metric.Value;
            }
        }));
    }

    [Fact]
    public void A_networks_batch_is_compared_with_its_one_target()
    {
        var network = new Training.SoftmaxRegression(2, 3);
        var batch = new Batch([network.Info.Inputs[0], network.Info.Targets[0]], 2) { Count = 2 };
        batch.Integers(1)[1] = 2;
        var accuracy = new NeuralNet.Gen.Metrics.Accuracy();
        accuracy.Update(network.Info, batch, Naming(3, 0, 1));
        Assert.Equal(0.5, accuracy.Value);
        Assert.Throws<NotSupportedException>(() => new MeanAbsoluteError().Update(network.Info, batch, Naming(3, 0, 1)));
        Assert.Throws<ArgumentException>(() => accuracy.Update(Optimizers.Networks.Of(("w", [1])), batch, [1]));
    }
}
