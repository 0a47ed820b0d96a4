using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Training;

public sealed class GuardTests
{
    [Fact]
    public void A_batch_is_a_positive_multiple_of_a_sample()
    {
        Assert.Equal(3, Guard.Batch(12, 4, "x"));
        Assert.Equal(1, Guard.Batch(1, 1, "x"));
        foreach (int elements in new[] { 0, 3, 5, 11 })
        {
            string message = Assert.Throws<ArgumentException>(() => Guard.Batch(elements, 4, "pixels")).Message;
            Assert.Contains($"'pixels' has {elements} elements", message);
            Assert.Contains("multiple of 4", message);
        }
    }

    [Fact]
    public void Other_tensors_hold_as_many_samples()
    {
        Guard.SameBatch(3, 6, 2, "y");
        string message = Assert.Throws<ArgumentException>(() => Guard.SameBatch(3, 5, 2, "y")).Message;
        Assert.Contains("'y' has 5 elements; 6 are expected: 3 samples of 2", message);
        Assert.Throws<ArgumentException>(() => Guard.SameBatch(65536, 0, 65536, "y"));
    }

    [Fact]
    public void A_label_out_of_range_is_named_with_its_index()
    {
        Guard.Labels([], 3, "label");
        Guard.Labels([0, 2, 1], 3, "label");
        Assert.Contains("'label'[2] is 3; 0 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => Guard.Labels([0, 1, 3, 9], 3, "label")).Message);
        Assert.Contains("'label'[0] is -1", Assert.Throws<ArgumentOutOfRangeException>(() => Guard.Labels([-1], 3, "label")).Message);
    }

    [Fact]
    public void One_label_may_stand_for_none()
    {
        Guard.Labels([0, -100, 2], 3, -100, "label");
        Assert.Contains("'label'[1] is -1; 0 to 2, or -100 for none", Assert.Throws<ArgumentOutOfRangeException>(() => Guard.Labels([0, -1], 3, -100, "label")).Message);
        var info = new TensorInfo("label", ElementType.Int32, [1], 3) { IgnoredLabel = -100 };
        Assert.Equal(3, new DataColumn(info, new[] { 0, -100, 2 }).Count);
        Assert.Throws<ArgumentException>(() => new DataColumn(info, new[] { 0, -99, 2 }));
    }

    [Fact]
    public unsafe void The_place_of_the_largest_number_is_the_first_of_equals_and_of_NaN()
    {
        float[] x = [1, 3, 3, float.NegativeInfinity, 0, -1, 5, float.NaN, float.NaN];
        float[] y = [9, 9, 9, 9];
        fixed (float* from = x, to = y) ArgMax.Rows(from, to, 0, 3, 3);
        Assert.Equal([1, 1, 1, 9], y);
    }

    [Fact]
    public void A_length_is_met_exactly()
    {
        Guard.Length(5, 5, "output");
        Assert.Contains("'output' has 4 elements; 5 are expected", Assert.Throws<ArgumentException>(() => Guard.Length(4, 5, "output")).Message);
    }
}
