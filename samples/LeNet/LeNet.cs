using NeuralNet.Gen;

namespace Samples;

/// <summary>LeNet-5 (LeCun et al., 1998) with rectifiers and maxima, as it is usually built today.</summary>
[Network]
[Input(1, 28, 28)]
[Conv2d(6, 5, Padding = 2), Relu, MaxPool2d(2)]
[Conv2d(16, 5), Relu, MaxPool2d(2)]
[Flatten]
[Dense(120), Relu]
[Dense(84), Relu]
[Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class LeNet;
