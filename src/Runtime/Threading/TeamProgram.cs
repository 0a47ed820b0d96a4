namespace NeuralNet.Gen;

/// <summary>Work that every member of a <see cref="ThreadTeam"/> executes together, each its own part, in step at barriers.</summary>
public abstract class TeamProgram
{
    /// <summary>Runs one member's part. Every member must reach the same number of barriers.</summary>
    public abstract void Execute(TeamMember member);

    /// <summary>
    /// How much the next run has to do, in any unit (samples, elements): the team measures what a unit costs and leaves the program to the calling thread alone while that is quicker, see
    /// <see cref="ThreadTeam.IsAdaptive"/>. 0, the default, says that the program needs every member.
    /// </summary>
    protected internal virtual long Work => 0;

    internal TeamChoice? Choice { get; set; }
}
