namespace NeuralNet.Gen.Resume;

/// <summary>A small network with all that a checkpoint must hold: weights, running statistics, and draws that depend on the step.</summary>
[Network]
[Input(6)]
[Dense(17), BatchNorm, Relu, Dropout(0.25f)]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class ResumeNet;
