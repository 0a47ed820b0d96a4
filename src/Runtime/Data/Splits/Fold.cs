namespace NeuralNet.Gen;

/// <summary>One division of k-fold cross-validation or of a walk forward.</summary>
/// <param name="Train">What is trained on, and what scalers and encoders are fitted on.</param>
/// <param name="Validation">What is held out.</param>
public sealed record Fold(Subset Train, Subset Validation);
