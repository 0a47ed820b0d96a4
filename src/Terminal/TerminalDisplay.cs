using System.Runtime.InteropServices;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NeuralNet.Gen;

/// <summary>
/// Shows a training run on the terminal: a summary of the network, then a table with a row for each epoch and below it a bar with steps, loss, samples per second and the remaining time. Where the output is redirected, or
/// the terminal has no control codes, it writes plain lines instead: one for each epoch, and one every <see cref="PlainInterval"/> within it.
/// </summary>
/// <remarks>
/// The display is drawn at most about ten times a second, on the thread that trains; between two drawings a step allocates nothing. While a run is shown, other output to the same terminal spoils it: use
/// <see cref="WriteLine"/>. The cursor comes back when the run ends, fails, or is ended by SIGINT or SIGTERM. One display may serve several runs, one after the other.
/// </remarks>
public sealed class TerminalDisplay : TrainerCallback, IDisposable
{
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly IAnsiConsole _console;
    private readonly TimeProvider _time;
    private readonly LiveRegion _region;
    private readonly Lock _gate = new();
    private readonly bool _live;
    private ConsoleProgress? _lines;
    private PosixSignalRegistration[] _signals = [];
    private FitContext? _context;
    private NetworkInfo? _summarised;
    private EpochTable? _table;
    private RunPace _pace;
    private long _drawn;

    /// <summary>Makes a display; it shows nothing before a run begins.</summary>
    /// <param name="console">Where it is shown; the process's own terminal when <c>null</c>.</param>
    /// <param name="time">The clock that limits the drawing; the system's when <c>null</c>.</param>
    public TerminalDisplay(IAnsiConsole? console = null, TimeProvider? time = null)
    {
        _console = console ?? AnsiConsole.Console;
        _time = time ?? TimeProvider.System;
        _region = new LiveRegion(_console);
        _pace = new RunPace(_time);
        _live = _console.Profile.Capabilities.Interactive && _console.Profile.Capabilities.Ansi;
    }

    /// <summary>Whether the network's summary is shown before its first run; <c>true</c> by default.</summary>
    public bool ShowSummary { get; init; } = true;

    /// <summary>How often an epoch that takes long writes a plain line; 30 seconds by default. Has no effect on a display that is drawn.</summary>
    public TimeSpan PlainInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether a run leaves nothing behind, for a program of many runs that tells of each in its own words: table and bar are taken away at its end, and plain lines tell of long epochs and failures only. <c>false</c> by default.
    /// </summary>
    public bool AutoClear { get; init; }

    /// <summary>Whether the display is drawn in place; otherwise it consists of plain lines.</summary>
    public bool IsLive => _live;

    /// <summary>Writes a line of the caller's above the display.</summary>
    /// <param name="text">As it is: nothing in it counts as markup.</param>
    public void WriteLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        lock (_gate)
        {
            if (!_live)
            {
                Plain(DisplayText.Clean(text));
                return;
            }

            _region.Erase();
            _console.Write(new Text(DisplayText.Clean(text) + "\n"));
            if (_context is not null) Draw();
        }
    }

    /// <inheritdoc/>
    public override void OnFitStart(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        lock (_gate)
        {
            Leave();
            (_context, _table, _pace) = (context, new EpochTable(context), new RunPace(_time));
            _drawn = _time.GetTimestamp();
            NetworkInfo info = context.Network.Info;
            if (ShowSummary && _summarised != info) Summarise(info);
            _summarised = info;
            if (!_live)
            {
                _lines ??= new ConsoleProgress(_console.Profile.Out.Writer, _time) { Interval = PlainInterval, AutoClear = AutoClear };
                _lines.OnFitStart(context);
                return;
            }

            _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
            Draw();
        }
    }

    /// <inheritdoc/>
    public override void OnEpochStart(in EpochStarted started)
    {
        _lines?.OnEpochStart(started);
        _pace.Begin(started);
    }

    /// <inheritdoc/>
    public override void OnStepEnd(in StepCompleted step)
    {
        if (_context is null) return;
        if (_lines is not null)
        {
            _lines.OnStepEnd(step);
            return;
        }

        long now = _time.GetTimestamp();

        // Validation may take long after the last step, which is therefore shown, unless epochs are so short that this would mean drawing all the time.
        bool last = step.Step == step.StepsPerEpoch && _context.ValidationSamples is not null && _pace.EpochElapsed(now) > 5 * DrawInterval;
        if (_time.GetElapsedTime(_drawn, now) < DrawInterval && !last) return;
        lock (_gate)
        {
            _pace.Note(step);
            Draw();
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (_context is null || _table is null) return;
        _lines?.OnEpochEnd(report);
        if (!_live) return;
        lock (_gate)
        {
            _table.Add(report);
            _pace.End(report, _context.StepsPerEpoch);
            if (_time.GetElapsedTime(_drawn) >= DrawInterval) Draw();
        }
    }

    /// <inheritdoc/>
    public override void OnCheckpointSaved(CheckpointSaved saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        _lines?.OnCheckpointSaved(saved);
    }

    /// <inheritdoc/>
    public override void OnException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        lock (_gate)
        {
            if (_context is null) return;
            _context = null;
            _lines?.OnException(exception);
            if (!_live) return;
            Finish(clear: false);
            Line($"the run failed: {exception.Message}");
        }
    }

    /// <inheritdoc/>
    public override void OnFitEnd(TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        lock (_gate)
        {
            if (_context is null) return;
            _context = null;
            _lines?.OnFitEnd(report);
            if (!_live) return;
            Finish(AutoClear);
            if (!AutoClear) Line(RunPace.Ending(report));
        }
    }

    /// <summary>Gives the terminal back as it was: what is shown stays, the cursor is visible. Nothing to do after a run has ended.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            Leave();
            _context = null;
        }
    }

    private void Summarise(NetworkInfo info)
    {
        int samples = Math.Min(_context!.Options.BatchSize, _context.TrainSamples);
        if (_live)
        {
            _console.Write(NetworkSummary.ToTable(info, samples, _context.Options.Threads));
            return;
        }

        foreach (string line in NetworkSummary.ToLines(info, samples, _context.Options.Threads)) Plain(line);
    }

    private void Draw()
    {
        long now = _time.GetTimestamp();
        _drawn = now;
        _region.Draw(new Rows(_table!.ToTable(Math.Max(1, _console.Profile.Height - 7), _console.Profile.Capabilities.Unicode), Bar(now)));
    }

    /// <summary>The whole table in place of the part that there was room for, or nothing.</summary>
    private void Finish(bool clear)
    {
        try
        {
            _region.Erase();
            if (!clear && _table!.Count > 0) _console.Write(_table.ToTable(int.MaxValue, _console.Profile.Capabilities.Unicode));
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
        _signals = [];
        _region.Release();
    }

    /// <summary>Without a handler of the program's own the process ends now. Where it goes on, the next drawing hides the cursor again.</summary>
    private void OnSignal(PosixSignalContext signal)
    {
        if (!_gate.TryEnter(TimeSpan.FromSeconds(1))) return;
        try
        {
            _region.ShowCursor();
        }
        finally
        {
            _gate.Exit();
        }
    }

    private IRenderable Bar(long now)
    {
        string epoch = _pace.Epoch.Length == 0 ? "" : _pace.Epoch + " ", progress = _pace.Progress(now);
        int width = Math.Clamp(_console.Profile.Width - epoch.Length - progress.Length - 2, 10, 40);
        ref readonly StepCompleted step = ref _pace.Step;
        int full = step.StepsPerEpoch == 0 ? 0 : (int)((long)width * step.Step / step.StepsPerEpoch);
        char done = '━', open = '━';
        if (!_console.Profile.Capabilities.Unicode) (done, open) = ('#', '-');
        else if (_console.Profile.Capabilities.ColorSystem == ColorSystem.NoColors) open = '╌';
        return new Paragraph()
            .Append(epoch, new Style(decoration: Decoration.Bold))
            .Append(new string(done, full), new Style(Color.Green))
            .Append(new string(open, width - full), new Style(Color.Grey))
            .Append(" " + progress);
    }

    private void Line(string text) => _console.Write(new Text(DisplayText.Clean(text) + "\n"));

    /// <summary>Past the console's layout, which would break a long line.</summary>
    private void Plain(string line) => _console.Profile.Out.Writer.WriteLine(line);
}
