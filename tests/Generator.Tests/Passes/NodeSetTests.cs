using NeuralNet.Gen.Generator.Passes;

namespace NeuralNet.Gen.Generator.Tests.Passes;

/// <summary>Against the sets of .NET, over numbers on both sides of a word's end.</summary>
public sealed class NodeSetTests
{
    private static readonly int[][] Draws = [[], [0], [63], [64], [0, 63, 64, 65, 129], [1, 62, 66, 128], [2, 63, 127]];

    [Fact]
    public void Joins_and_meets_as_sets_do()
    {
        const int nodes = 130;
        foreach (int[] a in Draws)
        {
            foreach (int[] b in Draws)
            {
                NodeSet first = Of(a), second = Of(b), both = first.With(second);
                Assert.Equal(a.Intersect(b).Any(), first.Meets(second));
                for (int i = 0; i < nodes; i++)
                {
                    Assert.Equal(a.Contains(i), first.Contains(i));
                    Assert.Equal(a.Contains(i) || b.Contains(i), both.Contains(i));
                }
            }
        }

        static NodeSet Of(int[] numbers)
        {
            var set = new NodeSet(nodes);
            foreach (int number in numbers) set.Add(number);
            return set;
        }
    }
}
