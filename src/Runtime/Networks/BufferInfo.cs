namespace NeuralNet.Gen;

/// <summary>
/// A buffer of an arena: where the compiler put the result of a kernel, and how long it is needed. Buffers whose lives do not meet may lie in the same place. A buffer depends on the batch or it does not: either
/// <see cref="FixedBytes"/> or <see cref="BytesPerSample"/> is zero. <see cref="ArenaInfo.PlaceOf"/> puts both together for a batch.
/// </summary>
/// <param name="Name">The layer and the operation that made it, such as <c>dense1: matmul</c>; what carries gradients says <c>dense1 backward: matmul</c>. Not unique: a layer may have several such buffers.</param>
/// <param name="FixedOffset">Bytes from the arena's beginning, whatever the batch: of a buffer that depends on it, where the part for the samples begins.</param>
/// <param name="OffsetPerSample">Bytes to add for each sample of the arena's capacity.</param>
/// <param name="FixedBytes">Room that does not depend on the batch, padded to whole registers.</param>
/// <param name="BytesPerSample">Room for each sample of the arena's capacity.</param>
/// <param name="FirstPhase">Phase that writes it, from 0. Between phases all threads wait for each other; in a prediction every kernel call is a phase.</param>
/// <param name="FirstCall">Kernel call that writes it, counted through all phases from 0.</param>
/// <param name="LastPhase">Phase that reads it last; the program's last one for what the program gives back.</param>
/// <param name="LastCall">Kernel call that reads it last; the program's last one for what the program gives back.</param>
public sealed record BufferInfo(string Name, long FixedOffset, long OffsetPerSample, long FixedBytes, long BytesPerSample, int FirstPhase, int FirstCall, int LastPhase, int LastCall)
{
    /// <summary>Whether it lies behind the samples in memory and is kept for the whole batch, where the batch comes in turns (<see cref="ArenaInfo.WholeBytesPerSample"/>).</summary>
    public bool IsWhole { get; init; }
}
