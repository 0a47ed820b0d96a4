namespace NeuralNet.Gen;

/// <summary>Neighbours in the parameter vector that a step treats alike.</summary>
/// <param name="From">The first parameter.</param>
/// <param name="To">One behind the last.</param>
/// <param name="Settings">Index into <see cref="OptimizerStep.Settings"/>.</param>
/// <param name="RowLength">Above 0 where the range is a matrix of rows that are updated lazily (<see cref="ParameterGroup.Sparse"/>): numbers of a row. Otherwise 0.</param>
/// <param name="SparseGradient">Index into <see cref="OptimizerStep.SparseGradients"/> where the rows with a gradient are known from there; -1 where they are those whose gradient is not zero.</param>
public readonly record struct UpdateRange(int From, int To, int Settings, int RowLength = 0, int SparseGradient = -1);

/// <summary>The numbers of one step for some parameters, groups and schedule taken into account.</summary>
/// <param name="Step">Number of this update for these parameters: 1, 2, ….</param>
/// <param name="LearningRate">Size of the step.</param>
/// <param name="WeightDecay">The decay, of the kind that the optimiser has.</param>
/// <param name="Frozen">Whether parameters and state stay as they are.</param>
public readonly record struct UpdateSettings(long Step, double LearningRate, float WeightDecay, bool Frozen = false);
