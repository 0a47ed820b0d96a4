using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Schedules;

/// <summary>
/// The drawings of <c>docs/schedules</c> come from the schedules themselves. With <c>NEURALNET_WRITE_DRAWINGS=1</c> in the environment the test writes them; otherwise it compares.
/// </summary>
public sealed class ScheduleDrawingTests
{
    private const int Steps = 120, Width = 480, Height = 200, Left = 8, Top = 14, Right = 8, Bottom = 22;

    private static readonly Dictionary<string, (string Code, Func<Schedule> Create)> s_drawings = new()
    {
        ["constant"] = ("new ConstantSchedule(1)", () => new ConstantSchedule(1)),
        ["step"] = ("new StepSchedule(1, 30, 0.5f)", () => new StepSchedule(1, 30, 0.5f)),
        ["multi-step"] = ("new MultiStepSchedule(1, [50, 90], 0.3f)", () => new MultiStepSchedule(1, [50, 90], 0.3f)),
        ["exponential"] = ("new ExponentialSchedule(1, 0.97f)", () => new ExponentialSchedule(1, 0.97f)),
        ["polynomial"] = ("new PolynomialSchedule(1, 120, power: 2)", () => new PolynomialSchedule(1, 120, 2)),
        ["linear"] = ("new LinearSchedule(1, 0.1f, 100)", () => new LinearSchedule(1, 0.1f, 100)),
        ["warmup"] = ("new ConstantSchedule(1).WithWarmup(30)", () => new ConstantSchedule(1).WithWarmup(30)),
        ["cosine"] = ("new CosineSchedule(1, 120, 0.1f)", () => new CosineSchedule(1, 120, 0.1f)),
        ["cosine-restarts"] = ("new CosineRestartsSchedule(1, 17, 2)", () => new CosineRestartsSchedule(1, 17, 2)),
        ["one-cycle"] = ("new OneCycleSchedule(1, 120)", () => new OneCycleSchedule(1, 120)),
        ["noam"] = ("new NoamSchedule(64, 30, 40)", () => new NoamSchedule(64, 30, 40)),
        ["warmup-stable-decay"] = ("new WarmupStableDecaySchedule(1, 20, 60, 40)", () => new WarmupStableDecaySchedule(1, 20, 60, 40)),
        ["plateau"] = ("new PlateauSchedule(new ConstantSchedule(1), 0.5f, patience: 0), no improvement at 40, 70, 100", () => new PlateauSchedule(new ConstantSchedule(1), 0.5f, patience: 0)),
        ["composed"] = ("new CosineSchedule(1, 70, 0.3f).WithWarmup(20).Then(90, new LinearSchedule(0.3f, 0, 30))", () => new CosineSchedule(1, 70, 0.3f).WithWarmup(20).Then(90, new LinearSchedule(0.3f, 0, 30))),
    };

    public static TheoryData<string> Names => [.. s_drawings.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_drawing_is_that_of_the_schedule(string name)
    {
        string drawing = Draw(name), path = Path.Combine(Folder(), name + ".svg");
        if (Environment.GetEnvironmentVariable("NEURALNET_WRITE_DRAWINGS") == "1") File.WriteAllText(path, drawing);
        Assert.Equal(drawing, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_page_shows_every_drawing()
    {
        string page = File.ReadAllText(Path.Combine(Folder(), "..", "schedules.md"));
        foreach (string name in s_drawings.Keys) Assert.Contains($"schedules/{name}.svg", page);
        Assert.Equal(s_drawings.Count, Directory.GetFiles(Folder(), "*.svg").Length);
    }

    private static string Draw(string name)
    {
        (string code, Func<Schedule> create) = s_drawings[name];
        Schedule schedule = create();
        float[] rates = new float[Steps + 1];
        for (int step = 0; step <= Steps; step++)
        {
            if (schedule is PlateauSchedule plateau && step is (40 or 70 or 100)) plateau.Report(double.NaN);
            rates[step] = schedule.At(step);
        }

        float highest = rates.Max();
        var points = new StringBuilder();
        for (int step = 0; step <= Steps; step++)
        {
            double x = Left + ((Width - Left - Right) * (double)step / Steps), y = Top + ((Height - Top - Bottom) * (1 - (rates[step] / highest)));
            points.Append(CultureInfo.InvariantCulture, $"{(step == 0 ? "" : " ")}{x:F1},{y:F1}");
        }

        int floor = Height - Bottom;
        string title = code.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" aria-label="{title}">
              <rect width="{Width}" height="{Height}" fill="#ffffff"/>
              <path d="M{Left} {Top}V{floor}H{Width - Right}" fill="none" stroke="#888888"/>
              <polyline points="{points}" fill="none" stroke="#0b62c4" stroke-width="2"/>
              <text x="{Left}" y="{Height - 7}" font-family="sans-serif" font-size="11" fill="#555555">step 0</text>
              <text x="{Width - Right}" y="{Height - 7}" font-family="sans-serif" font-size="11" fill="#555555" text-anchor="end">{Steps}</text>
              <text x="{Left + 6}" y="{Top - 3}" font-family="sans-serif" font-size="11" fill="#555555">{highest:0.##}</text>
            </svg>

            """).ReplaceLineEndings("\n");
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "schedules");
}
