using System.Globalization;
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
    private PosixSignalRegistration[] _signals = [];
    private FitContext? _context;
    private NetworkInfo? _summarised;
    private EpochTable? _table;
    private StepCompleted _step;
    private int _firstStep;
    private long _epochStart, _drawn;
    private double _epochSeconds;

    /// <summary>Makes a display; it shows nothing before a run begins.</summary>
    /// <param name="console">Where it is shown; the process's own terminal when <c>null</c>.</param>
    /// <param name="time">The clock that limits the drawing; the system's when <c>null</c>.</param>
    public TerminalDisplay(IAnsiConsole? console = null, TimeProvider? time = null)
    {
        _console = console ?? AnsiConsole.Console;
        _time = time ?? TimeProvider.System;
        _region = new LiveRegion(_console);
        _live = _console.Profile.Capabilities.Interactive && _console.Profile.Capabilities.Ansi;
    }

    /// <summary>Whether the network's summary is shown before its first run; <c>true</c> by default.</summary>
    public bool ShowSummary { get; init; } = true;

    /// <summary>How often an epoch that takes long writes a plain line; 30 seconds by default. Has no effect on a display that is drawn.</summary>
    public TimeSpan PlainInterval { get; init; } = TimeSpan.FromSeconds(30);

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
                Plain(Display.Clean(text));
                return;
            }

            _region.Erase();
            _console.Write(new Text(Display.Clean(text) + "\n"));
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
            (_context, _table, _step, _firstStep, _epochSeconds) = (context, new EpochTable(context), default, 0, 0);
            _epochStart = _drawn = _time.GetTimestamp();
            NetworkInfo info = context.Network.Info;
            if (ShowSummary && _summarised != info) Summarise(info);
            _summarised = info;
            if (!_live) return;
            _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
            Draw();
        }
    }

    /// <inheritdoc/>
    public override void OnEpochStart(in EpochStarted started)
    {
        _epochStart = _time.GetTimestamp();
        _firstStep = started.FirstStep;
        _step = new StepCompleted { Epoch = started.Epoch, Epochs = started.Epochs, Step = started.FirstStep, StepsPerEpoch = started.StepsPerEpoch, Loss = float.NaN, MeanLoss = double.NaN };
        if (!_live) _drawn = _epochStart;
    }

    /// <inheritdoc/>
    public override void OnStepEnd(in StepCompleted step)
    {
        if (_context is null) return;
        long now = _time.GetTimestamp();
        TimeSpan passed = _time.GetElapsedTime(_drawn, now);
        if (!_live)
        {
            if (passed < PlainInterval) return;
            _drawn = now;
            _step = step;
            Plain(string.Create(CultureInfo.InvariantCulture, $"epoch {step.Epoch}/{step.Epochs}, ") + Progress(now));
            return;
        }

        // Validation may take long after the last step, which is therefore shown, unless epochs are so short that this would mean drawing all the time.
        bool last = step.Step == step.StepsPerEpoch && _context.ValidationSamples is not null && _time.GetElapsedTime(_epochStart, now) > 5 * DrawInterval;
        if (passed < DrawInterval && !last) return;
        lock (_gate)
        {
            _step = step;
            Draw();
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (_context is null || _table is null) return;
        lock (_gate)
        {
            _table.Add(report);
            if (report.Completed && report.Steps == _context.StepsPerEpoch) _epochSeconds = report.Elapsed.TotalSeconds;
            if (!_live) Plain(_table.LastLine(_context.Epochs));
            else if (_time.GetElapsedTime(_drawn) >= DrawInterval) Draw();
        }
    }

    /// <inheritdoc/>
    public override void OnCheckpointSaved(CheckpointSaved saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        if (!_live) Plain($"checkpoint {Display.Clean(saved.Path)} ({Display.Bytes(saved.Bytes)})");
    }

    /// <inheritdoc/>
    public override void OnException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        lock (_gate)
        {
            if (_context is null) return;
            Finish();
            Line($"the run failed: {exception.Message}");
            _context = null;
        }
    }

    /// <inheritdoc/>
    public override void OnFitEnd(TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        lock (_gate)
        {
            if (_context is null) return;
            Finish();
            string end = report.Cancelled ? "cancelled" : report.StopReason is { } reason ? "stopped: " + reason : "done";
            Line(string.Create(CultureInfo.InvariantCulture, $"{end}; {report.Steps:N0} steps in {Display.Clock(report.Elapsed.TotalSeconds)}, {Display.Rate(report.SamplesPerSecond)} samples/s"));
            _context = null;
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

    /// <summary>The whole table in place of the part that there was room for.</summary>
    private void Finish()
    {
        try
        {
            if (!_live) return;
            _region.Erase();
            if (_table!.Count > 0) _console.Write(_table.ToTable(int.MaxValue, _console.Profile.Capabilities.Unicode));
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
        string epoch = _step.Epoch == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"epoch {_step.Epoch}/{_step.Epochs} "), progress = _step.Epoch == 0 ? "starting" : Progress(now);
        int width = Math.Clamp(_console.Profile.Width - epoch.Length - progress.Length - 2, 10, 40);
        int full = _step.StepsPerEpoch == 0 ? 0 : (int)((long)width * _step.Step / _step.StepsPerEpoch);
        char done = '━', open = '━';
        if (!_console.Profile.Capabilities.Unicode) (done, open) = ('#', '-');
        else if (_console.Profile.Capabilities.ColorSystem == ColorSystem.NoColors) open = '╌';
        return new Paragraph()
            .Append(epoch, new Style(decoration: Decoration.Bold))
            .Append(new string(done, full), new Style(Color.Green))
            .Append(new string(open, width - full), new Style(Color.Grey))
            .Append(" " + progress);
    }

    /// <summary>Steps, loss, rate and what remains, by the time that this epoch's steps have taken so far and that the last whole epoch took.</summary>
    private string Progress(long now)
    {
        string steps = string.Create(CultureInfo.InvariantCulture, $"{_step.Step}/{_step.StepsPerEpoch}");
        int taken = _step.Step - _firstStep;
        if (taken <= 0) return steps;
        double perStep = _time.GetElapsedTime(_epochStart, now).TotalSeconds / taken, epoch = perStep * (_step.StepsPerEpoch - _step.Step);
        double run = epoch + ((_step.Epochs - _step.Epoch) * (_epochSeconds > 0 ? _epochSeconds : perStep * _step.StepsPerEpoch));
        string total = _step.Epochs > _step.Epoch ? $", {Display.Clock(run)} in all" : "";
        return $"{steps} loss {Display.Number(_step.MeanLoss)} {Display.Rate(_step.SamplesPerSecond)} samples/s {Display.Clock(epoch)} left{total}";
    }

    private void Line(string text)
    {
        if (_live) _console.Write(new Text(Display.Clean(text) + "\n"));
        else Plain(Display.Clean(text));
    }

    /// <summary>Past the console's layout, which would break a long line.</summary>
    private void Plain(string line) => _console.Profile.Out.Writer.WriteLine(line);
}
