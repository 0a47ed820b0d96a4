using System.Runtime.ExceptionServices;

namespace NeuralNet.Gen;

/// <summary>
/// What the threads of a <see cref="ThreadTeam"/> share. It does not know the team itself, so that a forgotten team can be collected while its
/// threads are parked here.
/// </summary>
internal sealed class TeamCore(int count)
{
    private readonly Phase _dispatch = new();
    private readonly Phase _barrier = new();
    private readonly Phase _completion = new();
    private readonly Thread[] _workers = new Thread[count - 1];
    private readonly Exception?[] _failures = new Exception?[count];

    private TeamProgram? _program;
    private int _awaited = count;
    private int _working;
    private int _finished;
    private volatile bool _broken;
    private volatile bool _stopped;

    public int Count { get; } = count;

    public void Start()
    {
        for (int i = 0; i < _workers.Length; i++)
        {
            int index = i + 1;
            _workers[i] = new Thread(() => Work(index)) { IsBackground = true, Name = $"NeuralNet.Gen team member {index}" };
            _workers[i].UnsafeStart();
        }
    }

    public void Stop()
    {
        _stopped = true;
        _dispatch.Advance();
    }

    public void Join()
    {
        foreach (Thread worker in _workers) worker.Join();
    }

    public void Run(TeamProgram program)
    {
        _program = program;
        _broken = false;
        _awaited = Count;
        _finished = 0;
        _working = Count - 1;
        int completion = _completion.Value;
        _dispatch.Advance();

        Execute(program, 0);
        _completion.WaitWhile(completion);
        _program = null;
        if (_broken) Rethrow();
    }

    public void Barrier()
    {
        // In this order: a failure after the first line ends the wait below, one before it is seen by the second.
        int phase = _barrier.Value;
        if (_broken) throw new BarrierBrokenException();
        if (Interlocked.Decrement(ref _awaited) == 0)
        {
            Volatile.Write(ref _awaited, Count);
            _barrier.Advance();
        }
        else
        {
            // A member that has finished without completing this barrier never arrives: without this look the others would wait for ever.
            if (Volatile.Read(ref _finished) != 0 && _barrier.Value == phase) throw Uneven();
            _barrier.WaitWhile(phase);
        }

        if (_broken) throw new BarrierBrokenException();
    }

    private void Work(int index)
    {
        int seen = 0;
        while (true)
        {
            _dispatch.WaitWhile(seen);
            if (_stopped) return;
            seen++;
            Execute(_program!, index);
            if (Interlocked.Decrement(ref _working) == 0) _completion.Advance();
        }
    }

    private void Execute(TeamProgram program, int index)
    {
        try
        {
            program.Execute(new TeamMember(this, index));
            Interlocked.Increment(ref _finished);
            if (Volatile.Read(ref _awaited) != Count && !_broken) throw Uneven();
        }
        catch (BarrierBrokenException)
        {
            // Another member failed and has said why.
        }
        catch (Exception exception)
        {
            _failures[index] = exception;
            _broken = true;
            _barrier.Advance();
        }
    }

    private void Rethrow()
    {
        Exception? first = null;
        foreach (Exception? failure in _failures) first ??= failure;
        Array.Clear(_failures);
        ExceptionDispatchInfo.Throw(first!);
    }

    private static InvalidOperationException Uneven()
        => new("the members of a team program reached different numbers of barriers: one finished while another waited for it");

    /// <summary>Unwinds a member whose barrier can never be complete.</summary>
    private sealed class BarrierBrokenException : Exception;
}
