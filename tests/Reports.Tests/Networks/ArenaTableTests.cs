using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Networks;

public sealed class ArenaTableTests
{
    [Fact]
    public void The_table_has_a_row_for_each_kind_of_memory()
    {
        NetworkInfo info = new()
        {
            Name = "Hand", Inputs = [], Targets = [], Output = new TensorInfo("y", ElementType.Float32, [1]), Prediction = PredictionKind.Values, Parameters = [], Layers = [], ParameterCount = 1234, ForwardFlops = 0, GradientFlops = 0,
            TrainingArena = new ArenaInfo(100, 40, 64, 36, 16), PredictionArena = new ArenaInfo(0, 8, 0, 8, 1), PredictionBlock = 5,
        };

        // 33 samples take 48 places in sixteens; a prediction takes five.
        Assert.Equal(
            "| memory | fixed bytes | bytes per sample | bytes for 33 samples | least possible |\n|---|---:|---:|---:|---:|\n"
            + "| parameters | 4,936 | 0 | 4,936 | 4,936 |\n| gradients | 4,936 | 0 | 4,936 | 4,936 |\n"
            + "| training arena | 100 | 40 | 2,020 | 1,792 |\n| prediction arena | 0 | 8 | 40 | 40 |\n", info.ToMemoryMarkdown(33));
        Assert.Throws<ArgumentOutOfRangeException>(() => info.ToMemoryMarkdown(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => info.ToMemoryMarkdown(1, threads: 0));
    }
}
