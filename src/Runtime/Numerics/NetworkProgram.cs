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
    private PinnedBuffer _arena;

    /// <summary>Sets the sizes that the compiler worked out.</summary>
    /// <param name="fixedFloats">Arena numbers whatever the batch.</param>
    /// <param name="floatsPerSample">Arena numbers for each sample.</param>
    /// <param name="costPerSample">Multiply-adds for one sample.</param>
    /// <param name="granularity">Samples that the arena's capacity is a multiple of, so that every buffer is whole registers long.</param>
    protected NetworkProgram(int fixedFloats, int floatsPerSample, long costPerSample, int granularity = 16)
    {
        (_fixedFloats, _floatsPerSample, _costPerSample, _granularity) = (fixedFloats, floatsPerSample, costPerSample, granularity);
        _arena = new PinnedBuffer(fixedFloats);
    }

    /// <summary>The first number of the arena, aligned to 64 bytes.</summary>
    protected float* Arena { get; private set; }

    /// <summary>Samples of this run.</summary>
    protected int Batch { get; private set; }

    /// <summary>Samples that the arena holds: the distance between rows of values that have the batch last.</summary>
    protected nint Stride { get; private set; }

    /// <summary>Runs the program for a batch; allocates only when the batch is larger than any before.</summary>
    protected void Run(int batch, ThreadTeam? team)
    {
        if (batch > Stride)
        {
            long stride = ((long)batch + _granularity - 1) / _granularity * _granularity;
            _arena = new PinnedBuffer(_fixedFloats + (stride * _floatsPerSample));
            Stride = (nint)stride;
        }

        Arena = _arena.Pointer;
        Batch = batch;
        if (team is null || team.Count == 1 || batch * _costPerSample < WorthATeam) Execute(TeamMember.Alone);
        else team.Run(this);
        GC.KeepAlive(_arena);
    }
}
