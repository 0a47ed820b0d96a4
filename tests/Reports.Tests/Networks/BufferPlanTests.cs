using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Networks;

/// <summary>Texts that are encoded here by hand: 'A' is 0, 'B' 1, 'K' 10, 'Q' 16, and "gB" 32.</summary>
public sealed class BufferPlanTests
{
    /// <summary>
    /// Training has 32 fixed numbers and two phases of three calls and one: a product that is read by the next call, a value that lives on, one in the place of the first, and a fixed number of 16 kept behind 16 others. Prediction has one
    /// buffer.
    /// </summary>
    public const string Text = "dense1,matmul,relu1,relu,loss,sum|ABBBACAAABAC||gBCDBE" + "ACABABAK" + "CGBCBBKK" + "CHBAA" + "EKBACAQQ";

    [Fact]
    public void A_text_is_read_as_buffers()
    {
        var plan = new BufferPlan(Text);
        Assert.Equal(
            [
                new BufferInfo("dense1: matmul", 128, 0, 0, 40, 0, 0, 0, 1),
                new BufferInfo("relu1: relu", 128, 40, 0, 40, 0, 1, 1, 3),
                new BufferInfo("relu1 backward: relu", 128, 0, 0, 40, 0, 2, 0, 2),
                new BufferInfo("loss: sum", 64, 0, 64, 0, 1, 3, 1, 3),
            ], plan.Training);
        Assert.Empty(plan.Loss);
        Assert.Equal([new BufferInfo("dense1: matmul", 0, 0, 0, 8, 0, 0, 0, 0)], plan.Prediction);
        Assert.Empty(BufferPlan.None.Training);
    }

    [Fact]
    public void A_program_in_two_parts_counts_its_calls_on()
    {
        // The second part has 16 fixed numbers.
        var plan = new BufferPlan("a,b|ABBB" + "ACAAABAC" + "QBBB" + "ACAAABAC");
        Assert.Equal([new BufferInfo("a: b", 0, 0, 0, 8, 0, 0, 0, 0), new BufferInfo("a: b", 64, 0, 0, 8, 1, 1, 1, 1)], plan.Prediction);
        Assert.Empty(plan.Training);
    }

    [Fact]
    public void A_buffer_has_a_place_for_each_batch()
    {
        // 100 samples and two threads that take 16 each: four turns of 32 samples, and room for 112 behind them.
        var arena = new ArenaInfo(128, 80, 128, 80, 16) { SamplesAtATime = 16, WholeBytesPerSample = 4 };
        Assert.Equal((64, 64), arena.PlaceOf(new BufferInfo("fixed", 64, 0, 64, 0, 0, 0, 0, 0), 100, 2));
        Assert.Equal((128 + (40 * 32), 40 * 32), arena.PlaceOf(new BufferInfo("samples", 128, 40, 0, 40, 0, 0, 0, 0), 100, 2));
        Assert.Equal((128 + (80 * 32), 4 * 112), arena.PlaceOf(new BufferInfo("whole", 128, 0, 0, 4, 0, 0, 0, 0) { IsWhole = true }, 100, 2));
        Assert.Equal(128 + (80 * 32) + (4 * 112), arena.BytesFor(100, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.PlaceOf(new BufferInfo("fixed", 0, 0, 64, 0, 0, 0, 0, 0), -1));
    }

    [Theory]
    [InlineData("a,b")]
    [InlineData("a,b|A|A")]
    [InlineData("a,b|A")]
    [InlineData("a,b|?")]
    [InlineData("a,b|gggggggggB")]
    [InlineData("a,b|ABBBCCAAABAC")]
    [InlineData("a,b|ABBBAEAAABAC")]
    [InlineData("a,b|ABBBACABABAC")]
    [InlineData("a,b|ABBBACAABBAC")]
    [InlineData("a,b|ABBBACAAADAC")]
    public void A_text_that_is_no_plan_is_told(string text) => Assert.Throws<FormatException>(() => new BufferPlan(text).Prediction);
}
