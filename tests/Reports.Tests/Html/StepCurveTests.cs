using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Html;

public class StepCurveTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(5000)]
    [InlineData(12345)]
    public void Every_place_is_the_mean_of_its_own_steps(int count)
    {
        var curve = new StepCurve();
        double[] losses = [.. Enumerable.Range(1, count).Select(i => 1.0 / i)];
        for (int i = 0; i < count; i++) curve.Add(i + 1, losses[i], i);

        int stride = (int)curve.Stride;
        Assert.InRange(curve.Count, 1, StepCurve.Places);
        Assert.InRange(count - (curve.Count * stride), 0, stride - 1);
        for (int place = 0; place < curve.Count; place++)
        {
            Assert.Equal((place + 1) * stride, curve.Steps[place]);
            Assert.Equal(losses.Skip(place * stride).Take(stride).Average(), curve.Losses[place], 1e-12);
            Assert.Equal((place * stride) + ((stride - 1) / 2.0), curve.Rates[place], 1e-9);
        }
    }
}
