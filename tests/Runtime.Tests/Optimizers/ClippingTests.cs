using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Optimizers;

public sealed class ClippingTests
{
    [Fact]
    public void The_norm_is_that_of_all_gradients_together_and_scales_them_as_PyTorchs_does()
    {
        // 3, 4, 12: the norm is 13.
        var sgd = new Sgd(1) { ClipNorm = 6.5f };
        float[] p = [0, 0, 0];
        sgd.Step(p, [3, -4, 12]);
        Assert.Equal(13, sgd.LastGradientNorm);
        double scale = 6.5 / (13 + 1e-6);
        Assert.Equal([(float)(-3 * scale), (float)(4 * scale), (float)(-12 * scale)], p.Select(x => x), (a, b) => MathF.Abs(a - b) < 1e-6f);

        p = [0, 0, 0];
        sgd.Step(p, [0.3f, 0.4f, 1.2f]);
        Assert.Equal(1.3f, sgd.LastGradientNorm, 1e-6f);
        Assert.Equal([-0.3f, -0.4f, -1.2f], p);
    }

    [Fact]
    public void The_value_limits_every_gradient_after_the_norm()
    {
        var sgd = new Sgd(1) { ClipValue = 2 };
        float[] p = [0, 0, 0, 0];
        sgd.Step(p, [3, -4, 1.5f, -2]);
        Assert.Equal([-2, 2, -1.5f, 2], p);
        Assert.True(float.IsNaN(sgd.LastGradientNorm));

        var both = new Sgd(1) { ClipNorm = 6.5f, ClipValue = 1.75f };
        p = [0, 0, 0];
        both.Step(p, [3, -4, 12]);
        Assert.Equal(-1.5f, p[0], 1e-5f);
        Assert.Equal([1.75f, -1.75f], p[1..]);
    }

    [Fact]
    public void Without_a_need_for_clipping_the_bits_are_those_without_it()
    {
        float[] a = [1, 2, 3], b = [1, 2, 3], g = [0.1f, -0.2f, 0.3f];
        new Adam(0.1f).Step(a, g);
        new Adam(0.1f) { ClipNorm = 100, ClipValue = 100 }.Step(b, g);
        Assert.Equal(a, b);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(4096)]
    [InlineData(60_013)]
    public void The_norm_has_the_same_bits_for_every_number_of_threads_and_is_that_of_doubles(int length)
    {
        var random = new Random(length);
        float[] g = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
        double expected = Math.Sqrt(g.Sum(x => (double)x * x));
        float alone = Norm(g, null);
        Assert.Equal(expected, alone, expected * 1e-7);
        foreach (int threads in new[] { 2, 3 })
        {
            using var team = new ThreadTeam(threads);
            Assert.Equal(alone, Norm(g, team));
        }
    }

    private static float Norm(float[] gradients, ThreadTeam? team, params ReadOnlySpan<ParameterGroup> groups)
    {
        var sgd = new Sgd(0) { TrackGradientNorm = true };
        foreach (ParameterGroup group in groups) sgd.Groups.Add(group);
        if (gradients.Length > 2) sgd.Bind(Networks.Of(("a", [gradients.Length / 3]), ("b", [gradients.Length - (gradients.Length / 3)])));
        sgd.Step(new float[gradients.Length], gradients, team);
        return sgd.LastGradientNorm;
    }

    [Fact]
    public void Groups_do_not_change_the_norms_bits_and_frozen_parameters_do_not_count()
    {
        var random = new Random(4);
        float[] g = [.. Enumerable.Range(0, 20_011).Select(_ => random.NextSingle() - 0.5f)];
        Assert.Equal(Norm(g, null), Norm(g, null, new ParameterGroup("a") { LearningRateScale = 2 }));
        float[] rest = [.. g];
        rest.AsSpan(0, g.Length / 3).Clear();
        Assert.Equal(Norm(rest, null), Norm(g, null, new ParameterGroup("a") { Frozen = true }));
    }

    [Fact]
    public void A_norm_of_huge_gradients_does_not_overflow()
    {
        var sgd = new Sgd(1) { ClipNorm = 1 };
        float[] p = [0, 0];
        sgd.Step(p, [3e37f, -4e37f]);
        Assert.Equal(5e37f, sgd.LastGradientNorm);
        Assert.Equal([-0.6f, 0.8f], p, (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void A_norm_that_is_not_finite_is_an_error_that_names_the_place_or_skips_the_step()
    {
        var adam = new Adam { ClipNorm = 1 };
        adam.Bind(Networks.Of(("a", [2]), ("b", [3])));
        float[] p = [1, 2, 3, 4, 5];
        adam.Step(p, [1, 1, 1, 1, 1]);
        float[] before = [.. p], mean = adam.State[0].Values.ToArray();
        var error = Assert.Throws<NonFiniteGradientException>(() => adam.Step(p, [0, 0, 0, float.NaN, 0]));
        Assert.Equal("b", error.Parameter);
        Assert.Contains("step 2", error.Message);
        Assert.Contains("'b' is NaN at 1", error.Message);
        adam.SkipNonFiniteGradients = true;
        adam.Step(p, [0, float.PositiveInfinity, 0, 0, 0]);
        Assert.Equal(float.PositiveInfinity, adam.LastGradientNorm);
        Assert.Equal(1, adam.StepCount);
        Assert.Equal(before, p);
        Assert.Equal(mean, adam.State[0].Values.ToArray());
        adam.Step(p, [0, 0, 0, 0, 1]);
        Assert.Equal(2, adam.StepCount);
    }

    [Fact]
    public void A_schedule_sets_the_rate_of_every_step_by_its_number()
    {
        var sgd = new Sgd(9) { Schedule = new LinearSchedule(1, 0, 4) };
        float[] p = [0];
        foreach (float rate in new[] { 1, 0.75f, 0.5f, 0.25f, 0, 0 })
        {
            float before = p[0];
            sgd.Step(p, [1]);
            Assert.Equal(rate, before - p[0]);
            Assert.Equal(rate, sgd.LearningRate);
        }

        var resumed = new Sgd(9) { Schedule = new LinearSchedule(1, 0, 4) };
        resumed.Restore(3, []);
        p = [0];
        resumed.Step(p, [1]);
        Assert.Equal(-0.25f, p[0]);
    }
}
