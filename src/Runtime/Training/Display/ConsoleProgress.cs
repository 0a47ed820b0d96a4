using System.Globalization;

namespace NeuralNet.Gen;

/// <summary>
/// Shows a training run as lines of text: one for each epoch with its losses, metrics and rate, one every <see cref="Interval"/> within a long epoch, one for each checkpoint, and one at the end. On a terminal a bar with steps, loss, rate and
/// the remaining time stands below them while an epoch runs, and no line is needed within it.
/// </summary>
/// <remarks>
/// Needs nothing but the base library; the package <c>NeuralNet.Gen.Terminal</c> shows a run as a table, in colours. The bar is drawn at most about ten times a second, on the thread that trains; between two drawings a step allocates nothing.
/// One display may serve several runs, one after the other.
/// </remarks>
public sealed class ConsoleProgress : TrainerCallback
{
    private const int MostOfBar = 40;
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly TextWriter? _output;
    private readonly TimeProvider _time;
    private RunPace _pace;
    private EpochColumns? _columns;
    private FitContext? _context;
    private long _written;
    private bool _barIsUp;

    /// <summary>Makes a display; it shows nothing before a run begins.</summary>
    /// <param name="output">Where it writes; the console's output when <c>null</c>.</param>
    /// <param name="time">The clock that limits the writing; the system's when <c>null</c>.</param>
    public ConsoleProgress(TextWriter? output = null, TimeProvider? time = null)
    {
        _output = output;
        _time = time ?? TimeProvider.System;
        _pace = new RunPace(_time);
        ShowBar = output is null && !Console.IsOutputRedirected;
    }

    /// <summary>Whether a bar is drawn below the lines; by default where no writer is given and the console's output is a terminal.</summary>
    public bool ShowBar { get; init; }

    /// <summary>How often an epoch that takes long writes a line where there is no bar; 30 seconds by default.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether a run leaves nothing behind, for a program of many runs that tells of each in its own words: the bar is taken away at its end, and lines tell of long epochs and failures only. <c>false</c> by default.
    /// </summary>
    public bool AutoClear { get; init; }

    private TextWriter Output => _output ?? Console.Out;

    /// <summary>Writes a line of the caller's, above the bar if there is one.</summary>
    /// <param name="text">As it is, but for control characters.</param>
    public void WriteLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Line(DisplayText.Clean(text));
    }

    /// <inheritdoc/>
    public override void OnFitStart(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        (_context, _columns, _pace, _written) = (context, new EpochColumns(context), new RunPace(_time), _time.GetTimestamp());
    }

    /// <inheritdoc/>
    public override void OnEpochStart(in EpochStarted started)
    {
        _pace.Begin(started);
        if (!ShowBar) _written = _time.GetTimestamp();
    }

    /// <inheritdoc/>
    public override void OnStepEnd(in StepCompleted step)
    {
        if (_context is null) return;
        long now = _time.GetTimestamp();
        if (_time.GetElapsedTime(_written, now) < (ShowBar ? DrawInterval : Interval)) return;
        _written = now;
        _pace.Note(step);
        if (ShowBar) Draw(now);
        else Line($"{_pace.Epoch}, {_pace.Progress(now)}");
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (_context is null || _columns is null) return;
        _pace.End(report, _context.StepsPerEpoch);
        if (!AutoClear) Line(_columns.Line(report, _context.Epochs));
    }

    /// <inheritdoc/>
    public override void OnCheckpointSaved(CheckpointSaved saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        if (!ShowBar && !AutoClear) Line($"checkpoint {DisplayText.Clean(saved.Path)} ({DisplayText.Bytes(saved.Bytes)})");
    }

    /// <inheritdoc/>
    public override void OnException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (_context is null) return;
        _context = null;
        Line($"the run failed: {DisplayText.Clean(exception.Message)}");
    }

    /// <inheritdoc/>
    public override void OnFitEnd(TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (_context is null) return;
        _context = null;
        if (AutoClear) EraseBar();
        else Line(RunPace.Ending(report));
    }

    private void Line(string text)
    {
        EraseBar();
        Output.WriteLine(text);
    }

    private void EraseBar()
    {
        if (_barIsUp) Output.Write("\r\e[K");
        _barIsUp = false;
    }

    private void Draw(long now)
    {
        ref readonly StepCompleted step = ref _pace.Step;
        string before = _pace.Epoch, after = _pace.Progress(now);
        int room = Width() - before.Length - after.Length - 5, width = Math.Clamp(room, 0, MostOfBar);
        int full = step.StepsPerEpoch == 0 ? 0 : (int)((long)width * step.Step / step.StepsPerEpoch);
        string bar = width < 5 ? "" : $"[{new string('#', full)}{new string('.', width - full)}] ";
        string line = $"{before} {bar}{after}";

        // A line that breaks would not be taken away by going back to its beginning.
        if (line.Length >= Width()) line = line[..(Width() - 1)];
        Output.Write(string.Create(CultureInfo.InvariantCulture, $"\r{line}\e[K"));
        Output.Flush();
        _barIsUp = true;
    }

    /// <summary>Columns of the terminal; 80 where it does not tell.</summary>
    private int Width()
    {
        if (_output is not null || Console.IsOutputRedirected) return 80;
        int width = Console.WindowWidth;
        return width >= 20 ? width : 80;
    }
}
