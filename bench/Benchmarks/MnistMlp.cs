namespace NeuralNet.Gen.Benchmarks;

/// <summary>784-512-256-10, 535,818 parameters: the network of the README.</summary>
[Network]
[Input(28 * 28)]
[Dense(512), Relu]
[Dense(256), Relu]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class MnistMlp;
