using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Architectures;

/// <summary>Krizhevsky, 2014 ("one weird trick"), as torchvision has it.</summary>
[Network]
public sealed partial class AlexNet
{
    static Tensor Forward([Shape(3, 224, 224)] Tensor image)
    {
        Tensor x = image.Conv2d(64, kernel: 11, stride: 4, padding: 2).Relu().MaxPool2d(3, stride: 2);
        x = x.Conv2d(192, kernel: 5, padding: 2).Relu().MaxPool2d(3, stride: 2);
        x = x.Conv2d(384, kernel: 3, padding: 1).Relu();
        x = x.Conv2d(256, kernel: 3, padding: 1).Relu();
        x = x.Conv2d(256, kernel: 3, padding: 1).Relu().MaxPool2d(3, stride: 2);
        x = x.AdaptiveAvgPool2d(6).Flatten();
        return x.Dropout().Dense(4096).Relu().Dropout().Dense(4096).Relu().Dense(1000);
    }

    static Scalar Loss(Tensor scores, Tokens label) => CrossEntropy(scores, label);
}
