using System.Globalization;
using System.Text.RegularExpressions;
using NeuralNet.Gen.Generator.Tests.Fixtures;

namespace NeuralNet.Gen.Generator.Tests.Emission;

/// <summary>The memory plan that a network tells of itself, against the arena's size and against the pointers in the emitted programs.</summary>
public sealed partial class BufferEmitterTests
{
    private const string Usings = "using NeuralNet.Gen; using static NeuralNet.Gen.Functional;\n";

    private static readonly Dictionary<string, string> Sources = new()
    {
        ["Mlp"] = Usings + "[Network] [Input(20)] [Dense(33), Relu] [Dense(17), Tanh] [Dense(10)] [SoftmaxCrossEntropy] public sealed partial class Net;",
        ["Convolutions"] = Usings + "[Network] [Input(1, 28, 28)] [Conv2d(6, 5, Padding = 2), Relu, MaxPool2d(2)] [Conv2d(16, 5), Relu, MaxPool2d(2)] [Flatten, Dense(120), Relu] [Dense(10)] [SoftmaxCrossEntropy] public sealed partial class Net;",
        ["BatchNorm"] = Usings + "[Network] [Input(3, 16, 16)] [Conv2d(16, 3, Padding = 1), BatchNorm, Relu] [Conv2d(16, 3, Padding = 1), BatchNorm, Relu] [Flatten, Dense(10)] [SoftmaxCrossEntropy] public sealed partial class Net;",
        ["Lstm"] = Usings + """
            [Network] public sealed partial class Net
            {
                static Tensor Forward([Shape(11, 6)] Tensor rows)
                {
                    (_, Tensor hidden, _) = new Lstm(13).Of(rows);
                    return hidden.Reshape(13).Dense(5);
                }

                static Scalar Loss(Tensor y, [Shape(5)] Tensor t) => MeanSquaredError(y, t);
            }
            """,
        ["Unsupervised"] = Usings + "[Network] [Input(7)] [Dense(9), Relu] [Dense(3)] public sealed partial class Net;",
        ["Transformer"] = Usings + """
            [Network] public sealed partial class Net
            {
                static Tensor Forward([Shape(12)] Tokens text)
                {
                    var table = new Embedding(19, 24);
                    Tensor x = table.Of(text) + Position(12, 24);
                    for (int i = 0; i < 2; i++)
                    {
                        x += x.LayerNorm().CausalSelfAttention(3).Dropout(0.1f);
                        x += x.LayerNorm().Dense(48).Gelu().Dense(24);
                    }

                    return table.Decode(x.LayerNorm());
                }

                static Scalar Loss(Tensor y, [Shape(12)] Tokens next) => CrossEntropy(y, next);
            }
            """,
        // The batch comes in turns, and the samples' losses are kept for all of it.
        ["Turns"] = Usings + """
            [Network] public sealed partial class Net
            {
                static Tensor Forward([Shape(600)] Tokens text)
                {
                    var table = new Embedding(7, 5);
                    return table.Decode(table.Of(text).Dense(33).Tanh().Dense(19).LayerNorm().Gelu().Dense(5).Sigmoid());
                }

                static Scalar Loss(Tensor y, [Shape(600)] Tokens label) => CrossEntropy(y, label);
            }
            """,
        // So many kernels that the prediction goes on from the forward program's output.
        ["Deep"] = Usings + """
            [Network] public sealed partial class Net
            {
                static Tensor Forward([Shape(9)] Tensor x)
                {
                    for (int i = 0; i < 70; i++) x = x.Dense(9).Tanh();
                    return x;
                }

                static Scalar Loss(Tensor y, Tokens label) => CrossEntropy(y, label);
            }
            """,
    };

    private static readonly Dictionary<string, Lazy<(NetworkInfo Info, string Programs)>> Networks = Sources.ToDictionary(s => s.Key, s => new Lazy<(NetworkInfo, string)>(() =>
    {
        GeneratorRun run = GeneratorRun.Of(s.Value);
        return (Network.Create(run.Load(), "Net").Info, run.Sources.Single(f => f.Key.EndsWith(".Programs.g.cs", StringComparison.Ordinal)).Value);
    }));

    public static TheoryData<string> Names => [.. Sources.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_two_buffers_meet_and_together_they_are_the_arena(string name)
    {
        NetworkInfo info = Networks[name].Value.Info;
        Check(info.PredictionArena, info.Memory.Prediction, info.PredictionBlock, 1);
        Assert.Equal(name != "Unsupervised", info.TrainingArena != ArenaInfo.None);
        foreach ((int samples, int threads) in new[] { (1, 1), (7, 1), (7, 3), (33, 2), (101, 3) })
        {
            Check(info.TrainingArena, info.Memory.Training, samples, threads);
            Check(info.LossArena, info.Memory.Loss, samples, threads);
        }
    }

    private static void Check(ArenaInfo arena, IReadOnlyList<BufferInfo> buffers, int samples, int threads)
    {
        Assert.Equal(arena == ArenaInfo.None, buffers.Count == 0);
        (long Offset, long End)[] places = [.. buffers.Select(b => arena.PlaceOf(b, samples, threads)).Select(p => (p.Offset, p.Offset + p.Bytes))];
        Assert.All(places, p => Assert.InRange(p.End, p.Offset + 1, arena.BytesFor(samples, threads)));
        Assert.Equal(arena.FixedBytes, End(buffers.Where(b => b.FixedBytes > 0), b => b.FixedOffset + b.FixedBytes));
        Assert.Equal(arena.BytesPerSample, End(buffers.Where(b => b.FixedBytes == 0 && !b.IsWhole), b => b.OffsetPerSample + b.BytesPerSample));
        Assert.Equal(arena.WholeBytesPerSample, End(buffers.Where(b => b.IsWhole), b => b.OffsetPerSample + b.BytesPerSample));
        for (int i = 0; i < places.Length; i++)
        {
            for (int j = i + 1; j < places.Length; j++)
            {
                if (places[i].End <= places[j].Offset || places[j].End <= places[i].Offset) continue;
                (BufferInfo first, BufferInfo second) = (buffers[i], buffers[j]);
                Assert.True(first.LastCall < second.FirstCall, $"{first} and {second} lie in one place");
                // Threads are not in step within a phase: each must stay with its own samples.
                if (first.LastPhase == second.FirstPhase) Assert.Equal((first.OffsetPerSample, first.BytesPerSample, 0), (second.OffsetPerSample, second.BytesPerSample, second.FixedBytes));
            }
        }
    }

    private static long End(IEnumerable<BufferInfo> buffers, Func<BufferInfo, long> end) => buffers.Select(end).DefaultIfEmpty(0).Max();

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_pointer_into_the_arena_is_a_buffer_and_every_buffer_a_pointer(string name)
    {
        (NetworkInfo info, string programs) = Networks[name].Value;
        Same(info.Memory.Prediction, [.. name == "Deep" ? Pointers(Part(programs, "void ForwardBlock")) : [], .. Pointers(Part(programs, "void PredictBlock"))]);
        if (name == "Unsupervised") return;
        Same(info.Memory.Loss, Pointers(Part(programs, "class LossProgram")));
        Same(info.Memory.Training, Pointers(Part(programs, "class GradientProgram")));

        static void Same(IEnumerable<BufferInfo> buffers, IEnumerable<Pointer> pointers)
            => Assert.Equal(pointers.Select(p => (p.IsWhole, p.Fixed, p.PerSample)).Order(), buffers.Select(b => (b.IsWhole, b.IsWhole ? 0 : b.FixedOffset / 4, b.OffsetPerSample / 4)).Order());
    }

    [Theory]
    [InlineData("Mlp")]
    [InlineData("Convolutions")]
    [InlineData("BatchNorm")]
    [InlineData("Lstm")]
    [InlineData("Transformer")]
    public void A_prediction_uses_its_buffers_in_the_calls_that_the_plan_tells(string name)
    {
        (NetworkInfo info, string programs) = Networks[name].Value;
        string block = Part(programs, "void PredictBlock");
        string[] statements = [.. block.Split('\n').Select(l => l.Trim()).Where(l => l.EndsWith(");", StringComparison.Ordinal) && !l.StartsWith("float*", StringComparison.Ordinal) && !l.StartsWith("int*", StringComparison.Ordinal))];
        // The last one copies the result to the caller.
        Assert.StartsWith("Copy.Run(", statements[^1], StringComparison.Ordinal);
        int calls = statements.Length - 1;
        var expected = Pointers(block).Select(p => (p.Fixed + p.PerSample, First: Array.FindIndex(statements, p.IsUsed), Last: Math.Min(calls - 1, Array.FindLastIndex(statements, p.IsUsed))));
        Assert.Equal(expected.Order(), info.Memory.Prediction.Select(b => ((b.FixedOffset + b.OffsetPerSample) / 4, b.FirstCall, b.LastCall)).Order());
    }

    [Theory]
    [InlineData("Mlp")]
    [InlineData("Convolutions")]
    [InlineData("BatchNorm")]
    [InlineData("Lstm")]
    public void Training_uses_its_buffers_in_the_phases_that_the_plan_tells(string name)
    {
        (NetworkInfo info, string programs) = Networks[name].Value;
        string program = Part(programs, "class GradientProgram"), body = program[program.IndexOf("member.Split(Batch", StringComparison.Ordinal)..];
        string[] phases = body.Split("member.Barrier();");
        Match returned = LossPlace().Match(program);
        Assert.True(returned.Success);
        long loss = Number(returned.Groups[1]);
        var expected = Pointers(program).Select(p => (p.Fixed, p.PerSample, First: Array.FindIndex(phases, p.IsUsed), Last: Array.FindLastIndex(phases, p.IsUsed))).ToList();
        // The caller reads the loss at the end: what is written last in its place.
        int written = expected.FindIndex(e => e.Fixed == loss && e.PerSample == 0 && e.First == expected.Where(o => o.Fixed == loss && o.PerSample == 0).Max(o => o.First));
        expected[written] = expected[written] with { Last = phases.Length - 1 };
        Assert.Equal(expected.Order(), info.Memory.Training.Select(b => (b.FixedOffset / 4, b.OffsetPerSample / 4, b.FirstPhase, b.LastPhase)).Order());
    }

    [Fact]
    public void Buffers_have_the_names_of_layers_and_operations()
    {
        NetworkInfo info = Networks["Mlp"].Value.Info;
        Assert.Equal(["relu1: relu", "tanh1: tanh", "dense3: matmul"], info.Memory.Training.Select(b => b.Name).Where(n => n is "relu1: relu" or "tanh1: tanh" or "dense3: matmul"));
        Assert.Contains(info.Memory.Training, b => b.Name == "relu1 backward: where");
        Assert.DoesNotContain(info.Memory.Loss, b => b.Name.Contains("backward", StringComparison.Ordinal));
        Assert.Contains("| relu1: relu | ", info.ToMemoryPlanMarkdown(64), StringComparison.Ordinal);
    }

    /// <summary>From where a program begins to where the next one does.</summary>
    private static string Part(string programs, string start)
    {
        int from = programs.IndexOf(start, StringComparison.Ordinal), to = programs.IndexOf("/// <summary>", from, StringComparison.Ordinal);
        return to < 0 ? programs[from..] : programs[from..to];
    }

    private sealed record Pointer(string Name, bool IsWhole, long Fixed, long PerSample)
    {
        public bool IsUsed(string text) => Regex.IsMatch(text, $@"\b{Name}\b(?! =)");
    }

    /// <summary>Declared pointers, each once; numbers of 4 bytes.</summary>
    private static IReadOnlyList<Pointer> Pointers(string text)
        => [.. Declared().Matches(text).Select(m => new Pointer(m.Groups["name"].Value, m.Groups["whole"].Success, Number(m.Groups["fixed"]), Number(m.Groups["offset"]))).Distinct()];

    private static long Number(Group group) => group.Success ? long.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"(?<name>@?\w+) = (?:arena|&arena\[(?:(?<fixed>\d+)(?! \*|\d))?(?: \+ )?(?:(?<offset>\d+) \* (?:stride|\d+))?\]|(?<whole>&?Whole)(?:\[(?<offset>\d+) \* WholeStride\])?)(?=[,;])")]
    private static partial Regex Declared();

    [GeneratedRegex(@"return (?:\*Arena|Arena\[(\d+)\]);")]
    private static partial Regex LossPlace();
}
