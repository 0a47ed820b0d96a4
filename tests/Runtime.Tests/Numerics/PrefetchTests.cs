using NeuralNet.Gen.Numerics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests;

public sealed unsafe class PrefetchTests
{
    [Fact]
    public void A_wish_for_memory_that_nobody_has_is_no_error()
    {
        Prefetch.Line(null);
        Prefetch.FarLine(null);
        Prefetch.Rows(null, 1 << 28, 8);
        Prefetch.Rows((float*)-64, 512, 3);
    }

    [Fact]
    public void A_wish_changes_no_number()
    {
        float[] numbers = [.. Enumerable.Range(0, 4_096)];
        fixed (float* first = numbers) Prefetch.Rows(first, 128, 32);
        Assert.Equal(Enumerable.Range(0, 4_096).Select(i => (float)i), numbers);
    }
}
