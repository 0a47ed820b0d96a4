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
            + "| training arena | 100 | 40 | 2,020 | 1,792 |\n| prediction arena, block of 5 | 0 | 8 | 40 | 40 |\n", info.ToMemoryMarkdown(33));
        Assert.Throws<ArgumentOutOfRangeException>(() => info.ToMemoryMarkdown(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => info.ToMemoryMarkdown(1, threads: 0));
    }

    [Fact]
    public void The_loss_has_a_row_where_its_arena_is_known()
        => Assert.Contains("| training arena | 128 | 80 | 3,968 | 3,968 |\n| loss arena | 64 | 4 | 256 | 256 |\n| prediction arena, block of 5 |", Planned(new ArenaInfo(64, 4, 64, 4, 16)).ToMemoryMarkdown(33), StringComparison.Ordinal);

    [Fact]
    public void The_plan_has_a_table_for_each_program_and_a_row_for_each_buffer()
    {
        NetworkInfo info = Planned(ArenaInfo.None);
        // 48 places of 40 bytes behind 128 fixed bytes; the way back takes the place of what it no longer needs.
        Assert.Equal(
            "training arena: 3,968 bytes for 33 samples\n\n"
            + "| buffer | first byte | bytes | fixed bytes | bytes per sample | phases | kernel calls |\n|---|---:|---:|---:|---:|---:|---:|\n"
            + "| dense1: matmul | 128 | 1,920 | 0 | 40 | 0 | 0-1 |\n"
            + "| relu1: relu | 2,048 | 1,920 | 0 | 40 | 0-1 | 1-3 |\n"
            + "| relu1 backward: relu | 128 | 1,920 | 0 | 40 | 0 | 2 |\n"
            + "| loss: sum | 64 | 64 | 64 | 0 | 1 | 3 |\n"
            + "\nprediction arena: 40 bytes for 5 samples\n\n"
            + "| buffer | first byte | bytes | fixed bytes | bytes per sample | phases | kernel calls |\n|---|---:|---:|---:|---:|---:|---:|\n"
            + "| dense1: matmul | 0 | 40 | 0 | 8 | 0 | 0 |\n", info.ToMemoryPlanMarkdown(33));
        Assert.Empty(new NetworkInfo
        {
            Name = "Hand", Inputs = [], Targets = [], Output = new TensorInfo("y", ElementType.Float32, [1]), Prediction = PredictionKind.Values, Parameters = [], Layers = [], ParameterCount = 0, ForwardFlops = 0, GradientFlops = 0,
        }.ToMemoryPlanMarkdown(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => info.ToMemoryPlanMarkdown(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => info.ToMemoryPlanMarkdown(1, threads: 0));
    }

    private static NetworkInfo Planned(ArenaInfo loss) => new()
    {
        Name = "Hand", Inputs = [], Targets = [], Output = new TensorInfo("y", ElementType.Float32, [1]), Prediction = PredictionKind.Values, Parameters = [], Layers = [], ParameterCount = 1234, ForwardFlops = 0, GradientFlops = 0,
        TrainingArena = new ArenaInfo(128, 80, 128, 80, 16), LossArena = loss, PredictionArena = new ArenaInfo(0, 8, 0, 8, 1), PredictionBlock = 5, Memory = new BufferPlan(BufferPlanTests.Text),
    };
}
