using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Optimizers;

/// <summary>Moments of parameters without gradients come to rest at 0, not among the denormal numbers; numbers that matter keep their bits.</summary>
public sealed class UnderflowTests
{
    public static TheoryData<string> Kinds => OptimizerTests.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_moment_is_ever_denormal(string kind)
    {
        // 37: every register width has whole registers and a rest.
        const int Length = 37;
        Optimizer optimizer = OptimizerTests.Create(kind);
        optimizer.Bind(Networks.Of(("first", [Length / 3]), ("last", [Length - (Length / 3)])));
        float[] p = [.. Enumerable.Range(0, Length).Select(i => (i + 1) / 10f)], g = new float[Length];
        for (int t = 0; t < 1500; t++)
        {
            // Magnitudes from the largest to below the smallest, more of them than there are exponents; then nothing at all.
            for (int i = 0; i < Length; i++) g[i] = t < 100 ? (i % 2 == 0 ? 1 : -1) * MathF.ScaleB(1.25f, -((t * 7) + (i * 11)) % 155) : 0;
            optimizer.Step(p, g);
            foreach (OptimizerState state in optimizer.State)
                foreach (float value in state.Values.Span) Assert.False(float.IsSubnormal(value), $"step {t}: {state.Name} has {value:G9}");
        }

        Assert.All(p, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void The_means_of_a_parameter_without_gradients_come_to_rest_at_zero()
    {
        var adam = new Adam();
        float[] p = new float[5], g = [1, -1, 1e-3f, -1e-10f, 1e-20f];
        adam.Step(p, g);
        Array.Clear(g);
        for (int t = 0; t < 1000; t++) adam.Step(p, g);
        Assert.All(adam.State[0].Values.ToArray(), m => Assert.Equal(0, m));
        float[] before = [.. p];
        adam.Step(p, g);
        Assert.Equal(before, p);
    }

    [Theory]
    [InlineData(1e-16f)]
    [InlineData(3e-10f)]
    [InlineData(1e-4f)]
    public void Small_gradients_move_parameters_as_the_rule_says(float gradient)
    {
        // Without epsilon the size of the gradient does not matter: a step is as long as the learning rate.
        var adam = new Adam(0.01f, epsilon: 1e-30f);
        float[] p = [1];
        for (int t = 1; t <= 10; t++)
        {
            adam.Step(p, [gradient]);
            Assert.Equal(1 - (0.01 * t), p[0], 1e-5);
        }
    }

    [Fact]
    public void The_variance_of_gradients_that_do_not_vary_is_no_negative_number()
    {
        var optimizer = new RmsProp(centered: true);
        float[] p = new float[100], g = [.. Enumerable.Range(0, 100).Select(i => 0.1f + (i * 0.013f))];
        for (int t = 0; t < 3000; t++) optimizer.Step(p, g);
        Assert.All(p, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Not_a_number_goes_on()
    {
        var adam = new Adam();
        float[] p = new float[20], g = new float[20];
        g[3] = g[17] = float.NaN;
        adam.Step(p, g);
        for (int i = 0; i < 20; i++) Assert.Equal(i is 3 or 17, float.IsNaN(p[i]));
    }
}
