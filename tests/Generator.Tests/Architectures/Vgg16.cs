using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Architectures;

/// <summary>Simonyan and Zisserman, 2015, configuration D.</summary>
[Network]
public sealed partial class Vgg16
{
    static Tensor Forward([Shape(3, 224, 224)] Tensor x)
    {
        foreach ((int channels, int depth) in new[] { (64, 2), (128, 2), (256, 3), (512, 3), (512, 3) })
        {
            for (int i = 0; i < depth; i++) x = x.Conv2d(channels, kernel: 3, padding: 1).Relu();
            x = x.MaxPool2d(2);
        }

        return x.Flatten().Dense(4096).Relu().Dropout().Dense(4096).Relu().Dropout().Dense(1000);
    }

    static Scalar Loss(Tensor scores, Tokens label) => CrossEntropy(scores, label);
}
