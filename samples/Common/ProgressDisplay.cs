using System.Globalization;
using NeuralNet.Gen;

namespace Samples;

/// <summary>One line for each epoch; on a terminal, a bar below them that moves with the steps.</summary>
/// <param name="samples">What the data consist of: "digits".</param>
/// <param name="held">What measures an epoch: "test", or "validation".</param>
internal sealed class ProgressDisplay(string samples, string held = "test") : IProgress<TrainingProgress>, IDisposable
{
    private const int BarWidth = 30, RedrawMilliseconds = 80;
    private readonly bool _terminal = !Console.IsOutputRedirected;
    private long _drawn = long.MinValue / 2;
    private bool _barIsUp;
    private TimeSpan _epochBegan;

    public void Report(TrainingProgress value)
    {
        if (value.Validation is { } measured)
        {
            double seconds = (value.Elapsed - _epochBegan).TotalSeconds;
            _epochBegan = value.Elapsed;
            WriteLine($"epoch {value.Epoch}/{value.Epochs}: loss {value.MeanLoss:F4}, {held} loss {measured.Loss:F4}, {held} accuracy {measured.Accuracy:F4}, {seconds:F1} s");
            return;
        }

        if (NeedsBar(value.Step, value.StepsPerEpoch)) Draw(value);
    }

    /// <summary>Says how far a run got, and how fast.</summary>
    public void Summarize(TrainingReport report)
    {
        if (report.Cancelled) WriteLine($"interrupted after {report.Steps} steps; the parameters are those of the last complete step");
        else if (report.Steps > 0) WriteLine($"{report.Steps} steps in {report.Elapsed.TotalSeconds:F1} s, {report.SamplesPerSecond:F0} {samples} a second");
    }

    public void WriteLine(FormattableString text)
    {
        Dispose();
        Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        if (_barIsUp) Console.Write("\r\e[K");
        _barIsUp = false;
    }

    // A redirected output gets no bar, and a step then allocates nothing here.
    private bool NeedsBar(int step, int steps) => _terminal && (Environment.TickCount64 - _drawn >= RedrawMilliseconds || step >= steps);

    private void Draw(in TrainingProgress value)
    {
        _drawn = Environment.TickCount64;
        int full = (int)((long)BarWidth * value.Step / value.StepsPerEpoch);
        Console.Write(string.Create(CultureInfo.InvariantCulture,
            $"\repoch {value.Epoch}/{value.Epochs} [{new string('#', full)}{new string('.', BarWidth - full)}] {value.Step}/{value.StepsPerEpoch} loss {value.MeanLoss:F4} \e[K"));
        _barIsUp = true;
    }
}
