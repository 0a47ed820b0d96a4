using NeuralNet.Gen.Runtime.Tests;
using Xunit;

namespace NeuralNet.Gen.Reports.Tests.TensorBoard;

public sealed class TensorBoardLogTests
{
    // RFC 3720, B.4, and the check value of the catalogue of CRC algorithms.
    public static TheoryData<byte[], uint> Vectors => new()
    {
        { "123456789"u8.ToArray(), 0xE3069283 },
        { new byte[32], 0x8A9136AA },
        { [.. Enumerable.Repeat((byte)0xFF, 32)], 0x62A8AB43 },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)i)], 0x46DD794E },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))], 0x113FDB5C },
        { [], 0 },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void ChecksumsAreThePublishedOnes(byte[] data, uint expected)
    {
        Assert.Equal(expected, EventReader.Crc32C(data));
        Assert.Equal(expected, MaskedCrc.Crc32C(data));
    }

    [Fact]
    public void ChecksumsOfEveryLengthAreThoseOfTheBits()
    {
        byte[] data = new byte[67];
        new Random(4).NextBytes(data);
        for (int length = 0; length <= data.Length; length++) Assert.Equal(EventReader.Crc32C(data.AsSpan(0, length)), MaskedCrc.Crc32C(data.AsSpan(0, length)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void StepsAreInTheFileWithTheirNumbers(int every)
    {
        using var directory = new TemporaryDirectory();
        var log = new TensorBoardLog(directory["logs"]) { EverySteps = every };
        var told = new Told();
        LogRuns.Trainer([log, told]).Fit(LogRuns.Train(), epochs: 3);

        List<ReadEvent> events = EventReader.Read(log.Path!);
        Assert.Equal("brain.Event:2", events[0].Version);
        Assert.All(events.Skip(1), e => Assert.Null(e.Version));
        Assert.Equal((true, 1L), (events[1].Start, events[1].Step));
        StepCompleted[] expected = [.. told.Steps.Where(s => s.GlobalStep % every == 0)];
        Assert.Equal(21 / every, expected.Length);
        Assert.Equal(expected.Select(s => (s.GlobalStep, s.Loss)), EventReader.Scalars(events, "train/loss"));
        Assert.Equal(expected.Select(s => (s.GlobalStep, s.LearningRate)), EventReader.Scalars(events, "train/learning_rate"));
        Assert.Equal(expected.Select(s => (s.GlobalStep, s.GradientNorm!.Value)), EventReader.Scalars(events, "train/gradient_norm"));
        Assert.Equal(expected.Select(s => (s.GlobalStep, (float)s.SamplesPerSecond)), EventReader.Scalars(events, "train/samples_per_second"));
        double started = told.Context!.Started.ToUnixTimeMilliseconds() / 1000.0;
        Assert.All(events, e => Assert.InRange(e.WallTime, started - 0.002, started + 3600));
    }

    [Fact]
    public void EpochsAreInTheFileWithMetricsOfAnyName()
    {
        using var directory = new TemporaryDirectory();
        var log = new TensorBoardLog(directory.Path);
        var told = new Told();
        string longName = new('ä', 200);
        LogRuns.Trainer([log, told], [new NamedMetric(longName, 0.25)], [new NamedMetric("top 2, \"of\" 3", double.NaN), new NamedMetric("accuracy", 7)])
            .Fit(LogRuns.Train(), epochs: 2, LogRuns.Validation());

        List<ReadEvent> events = EventReader.Read(log.Path!);
        Assert.Equal(told.Epochs.Select(e => (e.Epoch * 7L, (float)e.TrainLoss)), EventReader.Scalars(events, "epoch/loss"));
        Assert.Equal(told.Epochs.Select(e => (e.Epoch * 7L, (float)e.SamplesPerSecond)), EventReader.Scalars(events, "epoch/samples_per_second"));
        Assert.Equal(told.Epochs.Select(e => (e.Epoch * 7L, (float)e.Validation!.Value.Loss)), EventReader.Scalars(events, "validation/loss"));
        Assert.Equal(told.Epochs.Select(e => (e.Epoch * 7L, (float)e.Validation!.Value.Accuracy!.Value)), EventReader.Scalars(events, "validation/accuracy"));
        Assert.Equal([(7L, 0.25f), (14L, 0.25f)], EventReader.Scalars(events, "epoch/" + longName));
        Assert.Equal([(7L, float.NaN), (14L, float.NaN)], EventReader.Scalars(events, "validation/top 2, \"of\" 3"));
    }

    [Fact]
    public void EachRunHasAFileOfItsOwnAndGoesOnAtItsStep()
    {
        using var directory = new TemporaryDirectory();
        var log = new TensorBoardLog(directory.Path) { EverySteps = 1 };
        Trainer<LargestOfThree> trainer = LogRuns.Trainer([log]);
        trainer.Fit(LogRuns.Train(), epochs: 1);
        string first = log.Path!;
        trainer.Fit(LogRuns.Train(), epochs: 1);

        Assert.Equal(2, directory.Names.Length);
        Assert.All(directory.Names, n => Assert.Matches($@"^events\.out\.tfevents\.[0-9]{{10}}\.[A-Za-z0-9_-]+\.{Environment.ProcessId}(\.1)?$", n));
        Assert.True(string.CompareOrdinal(first, log.Path) < 0);
        List<ReadEvent> events = EventReader.Read(log.Path!);
        Assert.Equal((true, 8L), (events[1].Start, events[1].Step));
        Assert.Equal(Enumerable.Range(8, 7).Select(s => (long)s), EventReader.Scalars(events, "train/loss").Select(s => s.Step));
        Assert.Equal(Enumerable.Range(1, 7).Select(s => (long)s), EventReader.Scalars(EventReader.Read(first), "train/loss").Select(s => s.Step));
    }

    [Fact]
    public void AFileIsWrittenOutAfterEachEpochAndWhenTheRunFails()
    {
        using var directory = new TemporaryDirectory();
        var log = new TensorBoardLog(directory.Path) { EverySteps = 1 };
        int atEpochEnd = 0;
        var told = new Told
        {
            Then = step =>
            {
                if (step.GlobalStep == 8) atEpochEnd = EventReader.Scalars(EventReader.Read(log.Path!), "train/loss").Count;
                if (step.GlobalStep == 12) throw new TimeoutException("as in a test");
            },
        };
        Assert.Throws<TimeoutException>(() => LogRuns.Trainer([log, told]).Fit(LogRuns.Train(), epochs: 3));
        Assert.Equal(7, atEpochEnd);
        Assert.Equal(told.Steps.Select(s => (s.GlobalStep, s.Loss)), EventReader.Scalars(EventReader.Read(log.Path!), "train/loss"));
        File.Delete(log.Path!);
    }

    [Fact]
    public void ACancelledEpochLeavesItsSteps()
    {
        using var directory = new TemporaryDirectory();
        using var cancellation = new CancellationTokenSource();
        var log = new TensorBoardLog(directory.Path) { EverySteps = 2 };
        var told = new Told { Then = step => { if (step.GlobalStep == 10) cancellation.Cancel(); } };
        LogRuns.Trainer([log, told]).Fit(LogRuns.Train(), epochs: 3, cancellationToken: cancellation.Token);
        List<ReadEvent> events = EventReader.Read(log.Path!);
        Assert.Equal([2L, 4L, 6L, 8L, 10L], EventReader.Scalars(events, "train/loss").Select(s => s.Step));
        Assert.Equal([7L], EventReader.Scalars(events, "epoch/loss").Select(s => s.Step));
    }

    [Fact]
    public void HistogramsCountTheWeights()
    {
        using var directory = new TemporaryDirectory();
        var log = new TensorBoardLog(directory.Path) { Histograms = true };
        Trainer<LargestOfThree> trainer = LogRuns.Trainer([log]);
        trainer.Fit(LogRuns.Train(), epochs: 2);

        List<ReadEvent> events = EventReader.Read(log.Path!);
        foreach (ParameterInfo parameter in LargestOfThree.Info.Parameters)
        {
            (long Step, ReadHistogram Histogram)[] found = [.. events.SelectMany(e => e.Values.Where(v => v.Tag == "weights/" + parameter.Name).Select(v => (e.Step, v.Histogram!)))];
            Assert.Equal([7L, 14L], found.Select(f => f.Step));
            double[] values = [.. trainer.Network.Parameters.Slice(parameter.Offset, parameter.Length).ToArray().Select(v => (double)v)];
            ReadHistogram histogram = found[1].Histogram;
            Assert.Equal((values.Min(), values.Max(), (double)values.Length), (histogram.Min, histogram.Max, histogram.Count));
            Assert.Equal(values.Sum(), histogram.Sum, 1e-12);
            Assert.Equal(values.Sum(v => v * v), histogram.Squares, 1e-12);
            Assert.Equal(30, histogram.Limits.Length);
            Assert.Equal(histogram.Max, histogram.Limits[^1]);

            // A value on a limit may fall to either side of it.
            for (int i = 0; i < 30; i++)
            {
                double upTo = histogram.Counts.Take(i + 1).Sum(), limit = histogram.Limits[i];
                Assert.Equal(histogram.Min + ((histogram.Max - histogram.Min) * (i + 1) / 30), limit, 1e-12);
                Assert.InRange(upTo, values.Count(v => v < limit - 1e-12), values.Count(v => v <= limit + 1e-12));
            }
        }
    }

    [Fact]
    public void HistogramsOfOddValuesStayWhole()
    {
        var histogram = new WeightHistogram();
        histogram.Fill([2, 2, 2]);
        Assert.Equal((2.0, 2.0, 3L, 6.0, 12.0), (histogram.Min, histogram.Max, histogram.Count, histogram.Sum, histogram.SumOfSquares));
        Assert.Equal([2.0], histogram.Limits.ToArray());
        Assert.Equal([3.0], histogram.Counts.ToArray());
        histogram.Fill([float.NaN, -1, float.PositiveInfinity, 1]);
        Assert.Equal((-1.0, 1.0, 2L), (histogram.Min, histogram.Max, histogram.Count));
        Assert.Equal(2, histogram.Counts.ToArray().Sum());
        Assert.Equal((1.0, 1.0), (histogram.Counts[0], histogram.Counts[^1]));
        histogram.Fill([float.MinValue, 0, float.MaxValue]);
        Assert.Equal(3, histogram.Counts.ToArray().Sum());
        histogram.Fill([float.NaN]);
        Assert.Equal((0.0, 0.0, 0L), (histogram.Min, histogram.Max, histogram.Count));
        Assert.Equal([0.0], histogram.Counts.ToArray());
    }

    [Fact]
    public void StepsAllocateNothingAndFramesStayWhole()
    {
        using var directory = new TemporaryDirectory();
        var log = new TensorBoardLog(directory.Path) { EverySteps = 1 };
        Assert.Equal(0, LogRuns.AllocationOfSteps(log));
        Assert.InRange(EventReader.Scalars(EventReader.Read(log.Path!), "train/loss").Count, 2000, int.MaxValue);
    }

    [Fact]
    public void ADirectoryThatCannotBeMadeIsNamed()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["taken"], "");
        IOException error = Assert.ThrowsAny<IOException>(() => LogRuns.Trainer([new TensorBoardLog(directory["taken"])]).Fit(LogRuns.Train(), epochs: 1));
        Assert.Contains(directory["taken"], error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TensorBoardLog("x") { EverySteps = 0 });
        Assert.Throws<ArgumentException>(() => new TensorBoardLog(""));
    }
}
