using NeuralNet.Gen;

namespace Mnist;

[Network]
[Input(28 * 28)]
[Dense(512), Relu]
[Dense(256), Relu]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class MnistMlp;
