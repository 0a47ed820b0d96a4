namespace NeuralNet.Gen.Numerics;

/// <summary>
/// Base of the emitted training programs: their arena, which grows with the largest batch seen, and the choice between one thread and a team.
/// Called by generated code.
/// </summary>
public abstract unsafe class NetworkProgram : TeamProgram
{
    /// <summary>Multiply-adds below which one thread is faster than waking a second: about 20 µs of work.</summary>
    private const long WorthATeam = 2_000_000;

    private readonly int _fixedFloats;
    private readonly int _floatsPerSample;
    private readonly long _costPerSample;
    private readonly int _granularity;
    private readonly int _samplesAtATime;
    private readonly int _wholeFloats;
    private PinnedBuffer _arena;

    /// <summary>Sets the sizes that the compiler worked out.</summary>
    /// <param name="fixedFloats">Arena numbers whatever the batch.</param>
    /// <param name="floatsPerSample">Arena numbers for each sample.</param>
    /// <param name="costPerSample">Multiply-adds for one sample.</param>
    /// <param name="granularity">Samples that the arena's capacity is a multiple of, so that every buffer is whole registers long.</param>
    /// <param name="samplesAtATime">Samples that one member takes through the network before the next ones come; 0 for all.</param>
    /// <param name="wholeFloats">Where the batch comes in turns: numbers of each sample that are kept for all of it.</param>
    protected NetworkProgram(int fixedFloats, int floatsPerSample, long costPerSample, int granularity = 16, int samplesAtATime = 0, int wholeFloats = 0)
    {
        (_fixedFloats, _floatsPerSample, _costPerSample, _granularity) = (fixedFloats, floatsPerSample, costPerSample, granularity);
        (_samplesAtATime, _wholeFloats) = (samplesAtATime, wholeFloats);
        _arena = new PinnedBuffer(fixedFloats);
    }

    /// <summary>The first number of the arena, aligned to 64 bytes.</summary>
    protected float* Arena { get; private set; }

    /// <summary>Samples of this run.</summary>
    protected int Batch { get; private set; }

    /// <summary>Samples that the arena holds: the distance between rows of values that have the batch last.</summary>
    protected nint Stride { get; private set; }

    /// <summary>Samples that all members together have in memory: the batch, or as many as come in one turn.</summary>
    protected nint Turn { get; private set; }

    /// <summary>Behind the arena of the samples in memory: numbers that are kept for the whole batch.</summary>
    protected float* Whole { get; private set; }

    /// <summary>Samples that there is room for in <see cref="Whole"/>.</summary>
    protected nint WholeStride { get; private set; }

    /// <summary>The cost of a run is that of its samples.</summary>
    protected internal override long Work => Batch;

    /// <summary>Runs the program for a batch; allocates only when the batch is larger than any before, or the team is.</summary>
    protected void Run(int batch, ThreadTeam? team)
    {
        Batch = batch;
        bool worth = team is not null && team.Count > 1 && batch * _costPerSample >= WorthATeam;
        int members = worth ? team!.MembersFor(this) : 1;
        // Room for the whole team's turn, also while the calling thread works alone: a change allocates nothing.
        long turn = TurnOf(batch, members), room = worth ? Math.Max(turn, TurnOf(batch, team!.Count)) : turn;
        if (room > Stride || (_wholeFloats > 0 && batch > WholeStride))
        {
            long stride = Math.Max(Stride, RoundUp(_granularity, room)), whole = _wholeFloats == 0 ? 0 : Math.Max(WholeStride, RoundUp(16, batch));
            _arena = new PinnedBuffer(_fixedFloats + (stride * _floatsPerSample) + (whole * _wholeFloats));
            Stride = (nint)stride;
            WholeStride = (nint)whole;
        }

        Arena = _arena.Pointer;
        Whole = Arena + _fixedFloats + (Stride * _floatsPerSample);
        Turn = (nint)turn;
        if (worth) team!.RunWith(this, members);
        else Execute(TeamMember.Alone);
        GC.KeepAlive(_arena);
    }

    /// <summary>Samples in memory at once. Turns of equal length, so that the last is no shorter than it must be.</summary>
    private long TurnOf(int batch, int members)
    {
        long most = (long)_samplesAtATime * members;
        if (_samplesAtATime == 0 || batch <= most) return batch;
        long turns = (batch + most - 1) / most;
        return RoundUp(_granularity, (batch + turns - 1) / turns);
    }

    private static long RoundUp(int granularity, long samples) => (samples + granularity - 1) / granularity * granularity;
}
