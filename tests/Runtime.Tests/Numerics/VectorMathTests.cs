using System.Runtime.Intrinsics;
using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed class VectorMathTests
{
    // A prime, so that every kind of mantissa meets every exponent.
    private const uint Stride = 997;

    private static readonly float[] s_edges =
    [
        0f, -0f, 1f, -1f, 0.5f, -0.5f, 2f, 4f, 10f, -10f, float.Epsilon, -float.Epsilon, 1.17549421e-38f, 1.17549435e-38f, -1.17549435e-38f,
        float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 88.72283f, 88.72284f, 89f, -87.33655f, -87.4f,
        -103.97207f, -103.97209f, -104f, -105f, 0.70710677f, 0.70710683f, 1.4142135f, 1.4142137f, 0.41421354f, -0.29289323f, -0.99999994f, 475f / 512f,
        0.92773432f, 9.01f, 9.02f, 3.9f, 3.93f, 0.125f, 0.25f, 0.375f, 8388607.5f, 8388608f, 16777216f, 16777218f, 33554432f, 2.4e38f,
    ];

    public static TheoryData<string, double> Bounds => new()
    {
        { nameof(VectorMath.Exp), 2.0 },
        { nameof(VectorMath.Expm1), 2.0 },
        { nameof(VectorMath.Log), 1.0 },
        { nameof(VectorMath.Log1p), 1.5 },
        { nameof(VectorMath.Tanh), 3.0 },
        { nameof(VectorMath.Sigmoid), 3.5 },
        { nameof(VectorMath.Softplus), 2.5 },
        { nameof(VectorMath.Erf), 4.0 },
        { nameof(VectorMath.SinTwoPi), 1.0 },
        { nameof(VectorMath.CosTwoPi), 1.0 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Is_close_to_double_precision_over_all_floats_and_the_same_in_every_overload(string name, double bound)
    {
        Function function = Functions(name);
        Span<float> x = stackalloc float[16];
        Span<float> wide = stackalloc float[16], half = stackalloc float[16], quarter = stackalloc float[16];
        double worst = 0;
        float worstAt = 0;
        int filled = 0;
        long checkedCount = 0;
        long total = (1L << 32) / Stride + 1 + s_edges.Length;
        for (long i = 0; i < total; i++)
        {
            x[filled++] = i < s_edges.Length ? s_edges[i] : BitConverter.UInt32BitsToSingle((uint)((i - s_edges.Length) * Stride));
            if (filled < 16 && i < total - 1)
            {
                continue;
            }

            function.Sixteen(Vector512.Create<float>(x)).CopyTo(wide);
            for (int l = 0; l < 16; l += 8)
            {
                function.Eight(Vector256.Create<float>(x[l..])).CopyTo(half[l..]);
            }

            for (int l = 0; l < 16; l += 4)
            {
                function.Four(Vector128.Create<float>(x[l..])).CopyTo(quarter[l..]);
            }

            for (int l = 0; l < filled; l++)
            {
                float one = function.One(x[l]);
                int bits = BitConverter.SingleToInt32Bits(one);
                if (bits != BitConverter.SingleToInt32Bits(wide[l]) || bits != BitConverter.SingleToInt32Bits(half[l])
                    || bits != BitConverter.SingleToInt32Bits(quarter[l]) || bits != BitConverter.SingleToInt32Bits(function.Plain(x[l])))
                {
                    Assert.Fail($"{name}({x[l]:G9}): float {one:G9}, 128 {quarter[l]:G9}, 256 {half[l]:G9}, 512 {wide[l]:G9}, plain {function.Plain(x[l]):G9}");
                }

                double expected = function.Reference(x[l]);
                float rounded = (float)expected;
                if (float.IsFinite(rounded) && float.IsFinite(one))
                {
                    double error = DoubleReference.UlpError(one, expected);
                    (worst, worstAt) = error > worst ? (error, x[l]) : (worst, worstAt);
                    checkedCount++;
                }
                else if (float.IsNaN(rounded))
                {
                    Assert.True(bits == BitConverter.SingleToInt32Bits(float.NaN), $"{name}({x[l]:G9}) is {one:G9}, not the one NaN");
                }
                else
                {
                    Assert.True(one == rounded, $"{name}({x[l]:G9}) is {one:G9}, expected {rounded:G9}");
                }
            }

            filled = 0;
        }

        Assert.True(checkedCount > 1_000_000);
        Assert.True(worst <= bound, $"{name}({worstAt:G9}) is off by {worst:F3} ULP");
    }

    // Abramowitz and Stegun, table 7.1, and DLMF 7.2: the reference must be right before it may judge.
    [Theory]
    [InlineData(0.1, 0.1124629160182849)]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(1.0, 0.8427007929497149)]
    [InlineData(1.5, 0.9661051464753107)]
    [InlineData(2.0, 0.9953222650189527)]
    [InlineData(3.0, 0.9999779095030014)]
    public void Erf_reference_has_the_published_values(double x, double published)
    {
        Assert.Equal(published, DoubleReference.Erf(x), 1e-15);
        Assert.Equal(-published, DoubleReference.Erf(-x), 1e-15);
        Assert.Equal((float)published, VectorMath.Erf((float)x), x == 0.1 ? 3e-8f : 2.4e-7f);
    }

    [Theory]
    [InlineData(nameof(VectorMath.Exp))]
    [InlineData(nameof(VectorMath.Log))]
    [InlineData(nameof(VectorMath.Tanh))]
    [InlineData(nameof(VectorMath.Sigmoid))]
    [InlineData(nameof(VectorMath.Erf))]
    public void Spans_of_any_length_at_any_place_get_the_bits_of_single_numbers(string name)
    {
        Function function = Functions(name);
        ApplyToSpan apply = name switch
        {
            nameof(VectorMath.Exp) => VectorMath.Exp,
            nameof(VectorMath.Log) => VectorMath.Log,
            nameof(VectorMath.Tanh) => VectorMath.Tanh,
            nameof(VectorMath.Sigmoid) => VectorMath.Sigmoid,
            _ => VectorMath.Erf,
        };
        for (int length = 0; length <= 67; length++)
        {
            int start = length % 19;
            float[] x = new float[length + 40], y = new float[length + 40];
            for (int i = 0; i < x.Length; i++) x[i] = i % 7 == 3 ? s_edges[(i + length) % s_edges.Length] : (i * 0.37f) - 9f;
            y.AsSpan().Fill(1234f);
            float[] inPlace = [.. x];
            apply(x.AsSpan(start, length), y.AsSpan(length % 5));
            apply(inPlace.AsSpan(start, length), inPlace.AsSpan(start, length));
            for (int i = 0; i < x.Length; i++)
            {
                bool isInside = i >= start && i < start + length;
                int expected = BitConverter.SingleToInt32Bits(isInside ? function.One(x[i]) : x[i]);
                Assert.Equal(expected, BitConverter.SingleToInt32Bits(inPlace[i]));
                if (isInside) Assert.Equal(expected, BitConverter.SingleToInt32Bits(y[i - start + (length % 5)]));
            }

            Assert.All(y[..(length % 5)], v => Assert.Equal(1234f, v));
            Assert.All(y[(length + (length % 5))..], v => Assert.Equal(1234f, v));
        }
    }

    [Fact]
    public void Spans_that_are_too_short_or_overlap_are_refused_before_anything_is_written()
    {
        float[] numbers = new float[40];
        Assert.Contains("room for 9", Assert.Throws<ArgumentException>(() => VectorMath.Exp(numbers.AsSpan(0, 10), new float[9])).Message, StringComparison.Ordinal);
        Assert.Contains("overlaps", Assert.Throws<ArgumentException>(() => VectorMath.Exp(numbers.AsSpan(0, 20), numbers.AsSpan(3))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => VectorMath.Exp(numbers.AsSpan(3, 20), numbers));
        Assert.All(numbers, n => Assert.Equal(0f, n));
    }

    [Fact]
    public void Exp_ends_where_it_should()
    {
        Assert.Equal(1f, VectorMath.Exp(0f));
        Assert.Equal(1f, VectorMath.Exp(-0f));
        Assert.True(float.IsFinite(VectorMath.Exp(88.72283f)));
        Assert.Equal(float.PositiveInfinity, VectorMath.Exp(88.72284f));
        Assert.Equal(float.Epsilon, VectorMath.Exp(-103.97207f));
        Assert.Equal(0f, VectorMath.Exp(-103.9721f));
        Assert.Equal(0f, VectorMath.Exp(float.NegativeInfinity));
    }

    [Theory]
    [InlineData(nameof(VectorMath.Tanh))]
    [InlineData(nameof(VectorMath.Erf))]
    [InlineData(nameof(VectorMath.SinTwoPi))]
    public void Odd_functions_are_odd_bit_for_bit_and_keep_the_sign_of_zero(string name)
    {
        Function function = Functions(name);
        for (uint bits = 0; bits < 0x7F800000; bits += 99991)
        {
            float x = BitConverter.UInt32BitsToSingle(bits);
            uint positive = BitConverter.SingleToUInt32Bits(function.One(x));
            uint negative = BitConverter.SingleToUInt32Bits(function.One(-x));
            Assert.Equal(positive ^ 0x80000000u, negative);
        }
    }

    [Fact]
    public void Tanh_erf_and_sigmoid_saturate_exactly()
    {
        foreach (float x in (float[])[10f, 20f, 1e10f, float.MaxValue, float.PositiveInfinity])
        {
            Assert.Equal(1f, VectorMath.Tanh(x));
            Assert.Equal(-1f, VectorMath.Tanh(-x));
            Assert.Equal(1f, VectorMath.Erf(x));
            Assert.Equal(-1f, VectorMath.Erf(-x));
        }

        Assert.Equal(1f, VectorMath.Sigmoid(20f));
        Assert.Equal(0.5f, VectorMath.Sigmoid(0f));
        Assert.Equal(0f, VectorMath.Sigmoid(float.NegativeInfinity));
        Assert.True(VectorMath.Sigmoid(-100f) > 0);
    }

    [Fact]
    public void Expm1_ends_where_it_should_and_returns_tiny_arguments()
    {
        foreach (float x in (float[])[0f, -0f, float.Epsilon, -float.Epsilon, 1.17549421e-38f, -1.17549435e-38f, 3e-20f, -3e-20f])
        {
            Assert.Equal(BitConverter.SingleToInt32Bits(x), BitConverter.SingleToInt32Bits(VectorMath.Expm1(x)));
        }

        foreach (float x in (float[])[-17.4f, -20f, -104f, float.MinValue, float.NegativeInfinity])
        {
            Assert.Equal(-1f, VectorMath.Expm1(x));
        }

        Assert.True(VectorMath.Expm1(-16f) > -1f);
        Assert.True(float.IsFinite(VectorMath.Expm1(88.72283f)));
        Assert.Equal(float.PositiveInfinity, VectorMath.Expm1(88.72284f));
        Assert.Equal(float.PositiveInfinity, VectorMath.Expm1(float.PositiveInfinity));
    }

    [Fact]
    public void Log1p_keeps_the_sign_of_zero()
    {
        Assert.Equal(BitConverter.SingleToInt32Bits(-0f), BitConverter.SingleToInt32Bits(VectorMath.Log1p(-0f)));
        Assert.Equal(0, BitConverter.SingleToInt32Bits(VectorMath.Log1p(0f)));
    }

    [Fact]
    public void Max_is_the_same_in_every_overload_and_lets_nothing_hide_a_NaN()
    {
        float payload = BitConverter.UInt32BitsToSingle(0x7FC12345);
        float[] values = [0f, -0f, 1f, -1f, float.NaN, payload, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, 3f];
        foreach (float a in values)
        {
            foreach (float b in values)
            {
                float expected = float.IsNaN(a) ? a : float.IsNaN(b) ? b : a > b ? a : b;
                int bits = BitConverter.SingleToInt32Bits(expected);
                Assert.Equal(bits, BitConverter.SingleToInt32Bits(VectorMath.Max(a, b)));
                Assert.Equal(Vector128.Create(bits), VectorMath.Max(Vector128.Create(a), Vector128.Create(b)).AsInt32());
                Assert.Equal(Vector256.Create(bits), VectorMath.Max(Vector256.Create(a), Vector256.Create(b)).AsInt32());
                Assert.Equal(Vector512.Create(bits), VectorMath.Max(Vector512.Create(a), Vector512.Create(b)).AsInt32());
            }
        }
    }

    private delegate void ApplyToSpan(ReadOnlySpan<float> x, Span<float> destination);

    private static Function Functions(string name) => name switch
    {
        nameof(VectorMath.Exp) => new(Math.Exp, VectorMath.Exp, VectorMath.Exp<float, ScalarLanes>, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp),
        nameof(VectorMath.Log) => new(Math.Log, VectorMath.Log, VectorMath.Log<float, ScalarLanes>, VectorMath.Log, VectorMath.Log, VectorMath.Log),
        nameof(VectorMath.Log1p) => new(
            DoubleReference.Log1p, VectorMath.Log1p, VectorMath.Log1p<float, ScalarLanes>, VectorMath.Log1p, VectorMath.Log1p, VectorMath.Log1p),
        nameof(VectorMath.Tanh) => new(
            Math.Tanh, VectorMath.Tanh, VectorMath.Tanh<float, ScalarLanes>, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh),
        nameof(VectorMath.Sigmoid) => new(
            DoubleReference.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid<float, ScalarLanes>, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid),
        nameof(VectorMath.Expm1) => new(
            DoubleReference.Expm1, VectorMath.Expm1, VectorMath.Expm1<float, ScalarLanes>, VectorMath.Expm1, VectorMath.Expm1, VectorMath.Expm1),
        nameof(VectorMath.Softplus) => new(
            DoubleReference.Softplus, VectorMath.Softplus, VectorMath.Softplus<float, ScalarLanes>, VectorMath.Softplus, VectorMath.Softplus, VectorMath.Softplus),
        nameof(VectorMath.Erf) => new(
            DoubleReference.Erf, VectorMath.Erf, VectorMath.Erf<float, ScalarLanes>, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf),
        nameof(VectorMath.SinTwoPi) => new(
            DoubleReference.SinTwoPi, VectorMath.SinTwoPi, VectorMath.SinTwoPi<float, ScalarLanes>, VectorMath.SinTwoPi, VectorMath.SinTwoPi, VectorMath.SinTwoPi),
        nameof(VectorMath.CosTwoPi) => new(
            DoubleReference.CosTwoPi, VectorMath.CosTwoPi, VectorMath.CosTwoPi<float, ScalarLanes>, VectorMath.CosTwoPi, VectorMath.CosTwoPi, VectorMath.CosTwoPi),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "unknown function"),
    };

    private sealed record Function(
        Func<double, double> Reference,
        Func<float, float> One,
        Func<float, float> Plain,
        Func<Vector128<float>, Vector128<float>> Four,
        Func<Vector256<float>, Vector256<float>> Eight,
        Func<Vector512<float>, Vector512<float>> Sixteen);
}
