namespace NeuralNet.Gen;

/// <summary>Work that every member of a <see cref="ThreadTeam"/> executes together, each its own part, in step at barriers.</summary>
public abstract class TeamProgram
{
    /// <summary>Runs one member's part. Every member must reach the same number of barriers.</summary>
    public abstract void Execute(TeamMember member);
}
