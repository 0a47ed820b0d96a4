using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>One layer of a network as declared, for summaries.</summary>
/// <param name="Name">For example <c>dense1</c>.</param>
/// <param name="Declaration">As written, for example <c>Dense(512)</c>.</param>
/// <param name="OutputShape">Per sample.</param>
/// <param name="ParameterCount">Trained numbers that this layer adds.</param>
/// <param name="Flops">Floating-point operations of one sample's forward pass in products (a multiply-add counts 2).</param>
public sealed record LayerInfo(string Name, string Declaration, ImmutableArray<int> OutputShape, long ParameterCount, long Flops);
