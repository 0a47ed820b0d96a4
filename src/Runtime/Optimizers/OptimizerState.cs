namespace NeuralNet.Gen;

/// <summary>A tensor that an <see cref="Optimizer"/> carries from step to step, one number per parameter in the parameters' order.</summary>
/// <param name="Name">PyTorch's name: <c>momentum_buffer</c>, <c>exp_avg</c>, <c>exp_avg_sq</c>.</param>
/// <param name="Values">The live numbers, not a copy.</param>
public readonly record struct OptimizerState(string Name, Memory<float> Values);
