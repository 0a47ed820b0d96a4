using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed unsafe class PhiloxTests
{
    // The known answers for philox4x32-10 that Random123 1.09 publishes in tests/kat_vectors.
    [Theory]
    [InlineData(0u, 0u, 0ul, 0ul, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, ulong.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x0370734413198a2eul, 0x299f31d0a4093822ul, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Block_gives_the_published_answers(uint block, uint purpose, ulong step, ulong seed, uint e0, uint e1, uint e2, uint e3)
    {
        Philox.Block(seed, purpose, step, block, out uint w0, out uint w1, out uint w2, out uint w3);
        Assert.Equal((e0, e1, e2, e3), (w0, w1, w2, w3));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(16u)]
    [InlineData(0xFFFFFFF0u)]
    public void All_widths_give_the_words_of_the_blocks(uint firstBlock)
    {
        const ulong seed = 0xFEDCBA9876543210, step = 0x8000000180000001;
        const uint purpose = 0x80000005;
        uint* words = stackalloc uint[64];
        PhiloxStream.Words(words, seed, purpose, step, firstBlock);
        for (uint e = 0; e < 64; e++)
        {
            Philox.Block(seed, purpose, step, firstBlock + e % 16, out uint w0, out uint w1, out uint w2, out uint w3);
            uint expected = (e / 16) switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 };
            Assert.Equal(expected, words[e]);
            Assert.Equal(expected, Philox.Word(seed, purpose, step, firstBlock / 16 * 64L + e));
        }
    }

    [Fact]
    public void Bulk_draws_are_the_single_ones_from_any_element_on()
    {
        foreach (long first in (long[])[0, 1, 63, 64, 1000, Philox.StreamLength - 200])
        {
            foreach (int length in (int[])[0, 1, 17, 64, 65, 200])
            {
                float[] values = new float[length];
                Philox.FillUniform(values, 7, 8, 9, first);
                for (int i = 0; i < length; i++)
                {
                    float expected = (float)((Philox.Word(7, 8, 9, first + i) >> 8) / 16777216.0);
                    Assert.Equal(expected, values[i]);
                    Assert.Equal(expected, Philox.Uniform(7, 8, 9, first + i));
                }
            }
        }
    }

    [Fact]
    public void A_stream_ends_after_2_to_the_34_elements()
    {
        float[] two = new float[2];
        Philox.FillUniform(two, 1, 2, 3, Philox.StreamLength - 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => Philox.FillUniform(two, 1, 2, 3, Philox.StreamLength - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Philox.FillUniform(two, 1, 2, 3, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Philox.FillUniform(two, 1, 2, 3, long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => Philox.Uniform(1, 2, 3, Philox.StreamLength));
    }

    [Fact]
    public void Uniform_numbers_are_uniform()
    {
        float[] values = new float[1 << 18];
        Philox.FillUniform(values, 1, 2, 3);
        int[] counts = new int[64];
        foreach (float value in values)
        {
            Assert.InRange(value, 0f, 0.99999994f);
            counts[(int)(value * 64)]++;
        }

        // 63 degrees of freedom: mean 63, standard deviation 11.2.
        Assert.InRange(Statistics.ChiSquare(counts), 25, 120);
    }

    [Fact]
    public void Augmentations_share_no_purpose_with_each_other_or_with_another_kind()
    {
        Assert.NotEqual(RandomPurpose.Augmentation(0), RandomPurpose.Augmentation(1));
        Assert.Equal(4u, RandomPurpose.Augmentation((1 << 24) - 1) >> 24);
        Assert.Equal(3u, RandomPurpose.SampleOrder >> 24);
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomPurpose.Augmentation(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomPurpose.Augmentation(1 << 24));
    }
}
