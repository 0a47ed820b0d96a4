using System.Diagnostics;

namespace NeuralNet.Gen;

/// <summary>
/// Threads that execute one <see cref="TeamProgram"/> together: the calling thread is member 0, every further member is a background thread that
/// waits parked between runs. A run allocates nothing. A team runs one program at a time.
/// </summary>
/// <remarks>
/// Waiting spins for a few microseconds, then yields, then parks, so that a team stays quick on an idle machine and sane on a busy one.
/// A team that is dropped without <see cref="Dispose"/> ends its threads when it is collected.
/// </remarks>
public sealed class ThreadTeam : IDisposable
{
    private readonly TeamCore _core;
    private int _running;
    private bool _disposed;

    // Whether the team was the quicker kind for the last program. One that is new, such as another optimiser, begins with it: beside a busy process the first runs of a team may take many times as long.
    private bool _keepsTeam = true;

    /// <summary>Starts <paramref name="threads"/> − 1 background threads.</summary>
    /// <param name="threads">Members, the calling thread among them: 1 to 1024. More than the machine has cores makes a team slower, never wrong.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is outside 1 to 1024.</exception>
    public ThreadTeam(int threads)
    {
        if (threads is < 1 or > 1024) throw new ArgumentOutOfRangeException(nameof(threads), threads, "a team has 1 to 1024 threads");
        _core = new TeamCore(threads);
        _core.Start();
    }

    /// <summary>Ends the threads of a team that nobody disposed.</summary>
    ~ThreadTeam() => _core?.Stop();

    /// <summary>Members, the calling thread among them.</summary>
    public int Count => _core.Count;

    /// <summary>
    /// Whether a program that can do so is left to the calling thread alone while that is quicker (default <c>true</c>): beside other busy processes, or where the work is small. Both kinds of runs are measured
    /// again and again. The result has the same bits in any case.
    /// </summary>
    public bool IsAdaptive { get; init; } = true;

    /// <summary>Has every member execute <paramref name="program"/>, or the calling thread alone where <see cref="IsAdaptive"/> says so, and returns when all have finished.</summary>
    /// <remarks>
    /// When members fail, all others are released from their barriers, and the exception of the failed member of the lowest index is rethrown
    /// here after every member has stopped. The team stays usable.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The team runs a program already (a call from inside a program, or from two threads at once), or the members of the program reached different
    /// numbers of barriers.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The team is disposed.</exception>
    public void Run(TeamProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        RunWith(program, MembersFor(program));
    }

    /// <summary>How many members are to run a program now: all, or the calling thread alone.</summary>
    internal int MembersFor(TeamProgram program)
    {
        if (Count == 1 || !IsAdaptive || program.Work == 0) return Count;
        program.Choice ??= new TeamChoice();
        return program.Choice.IsTogether(Count, _keepsTeam) ? Count : 1;
    }

    /// <summary>Runs a program with as many members as <see cref="MembersFor"/> said.</summary>
    internal void RunWith(TeamProgram program, int members)
    {
        Enter("run a program");
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            long start = Stopwatch.GetTimestamp();
            if (members == 1) program.Execute(TeamMember.Alone);
            else _core.Run(program);
            if (Count > 1 && IsAdaptive && program.Work is > 0 and long work)
            {
                program.Choice!.Add(Stopwatch.GetTimestamp() - start, work);
                _keepsTeam = program.Choice.KeepsTeam;
            }
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }

        GC.KeepAlive(this);
    }

    /// <summary>Ends the background threads and waits for them. A second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">The team runs a program.</exception>
    public void Dispose()
    {
        Enter("be disposed");
        try
        {
            if (_disposed) return;
            _disposed = true;
            GC.SuppressFinalize(this);
            _core.Stop();
            _core.Join();
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private void Enter(string action)
    {
        if (Interlocked.CompareExchange(ref _running, 1, 0) != 0)
            throw new InvalidOperationException($"the team is running a program and cannot {action} now: a team is not reentrant and serves one caller at a time");
    }
}
