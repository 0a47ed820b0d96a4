using System.Globalization;
using NeuralNet.Gen;

namespace Samples;

/// <summary>One line for each epoch; on a terminal, a bar below them that moves with the steps.</summary>
/// <param name="samples">What the data consist of: "digits".</param>
internal sealed class ProgressDisplay(string samples) : IProgress<TrainingProgress>, IDisposable
{
    private const int BarWidth = 30, RedrawMilliseconds = 80;
    private readonly bool _terminal = !Console.IsOutputRedirected;
    private long _drawn = long.MinValue / 2;
    private bool _barIsUp;
    private TimeSpan _epochBegan;

    public void Report(TrainingProgress value)
    {
        if (value.Validation is { } test)
        {
            double seconds = (value.Elapsed - _epochBegan).TotalSeconds;
            _epochBegan = value.Elapsed;
            WriteLine($"epoch {value.Epoch}/{value.Epochs}: loss {value.MeanLoss:F4}, test loss {test.Loss:F4}, test accuracy {test.Accuracy:F4}, {seconds:F1} s");
            return;
        }

        if (NeedsBar(value.Step, value.StepsPerEpoch)) Draw($"epoch {value.Epoch}/{value.Epochs} ", value.Step, value.StepsPerEpoch, value.MeanLoss);
    }

    /// <summary>Moves the bar of a training that is counted in steps alone.</summary>
    public void Report(int step, int steps, double loss)
    {
        if (NeedsBar(step, steps)) Draw("", step, steps, loss);
    }

    /// <summary>Says how far a run got, and how fast.</summary>
    public void Summarize(TrainingReport report) => Summarize(report.Cancelled, report.Steps, report.Elapsed.TotalSeconds, report.SamplesPerSecond);

    /// <summary>Says how far a run got, and how fast.</summary>
    public void Summarize(bool cancelled, long steps, double seconds, double samplesPerSecond)
    {
        if (cancelled) WriteLine($"interrupted after {steps} steps; the parameters are those of the last complete step");
        else if (steps > 0) WriteLine($"{steps} steps in {seconds:F1} s, {samplesPerSecond:F0} {samples} a second");
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

    private void Draw(string before, int step, int steps, double loss)
    {
        _drawn = Environment.TickCount64;
        int full = (int)((long)BarWidth * step / steps);
        Console.Write(string.Create(CultureInfo.InvariantCulture,
            $"\r{before}[{new string('#', full)}{new string('.', BarWidth - full)}] {step}/{steps} loss {loss:F4} \e[K"));
        _barIsUp = true;
    }
}
