namespace NeuralNet.Gen.Reports.Tests.Terminal;

[Network]
[Input(5)]
[Dense(7), Relu]
[Dense(3)]
[SoftmaxCrossEntropy]
public sealed partial class ShownNet;
