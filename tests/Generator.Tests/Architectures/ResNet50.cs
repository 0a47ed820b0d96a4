using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Architectures;

/// <summary>He et al., 2016, 50 layers of bottlenecks with the stride on the middle convolution, as torchvision has it.</summary>
[Network]
public sealed partial class ResNet50
{
    static Tensor Forward([Shape(3, 224, 224)] Tensor image)
    {
        Tensor x = image.Conv2d(64, kernel: 7, stride: 2, padding: 3, bias: false).BatchNorm().Relu().MaxPool2d(3, stride: 2, padding: 1);
        foreach ((int channels, int depth) in new[] { (64, 3), (128, 4), (256, 6), (512, 3) })
        {
            for (int i = 0; i < depth; i++) x = Block(x, channels, i == 0 && channels != 64 ? 2 : 1);
        }

        return x.GlobalAvgPool().Dense(1000);
    }

    static Tensor Block(Tensor x, int channels, int stride)
    {
        Tensor y = x.Conv2d(channels, kernel: 1, bias: false).BatchNorm().Relu();
        y = y.Conv2d(channels, kernel: 3, stride: stride, padding: 1, bias: false).BatchNorm().Relu();
        y = y.Conv2d(4 * channels, kernel: 1, bias: false).BatchNorm();
        if (stride != 1 || x.Size(1) != 4 * channels) x = x.Conv2d(4 * channels, kernel: 1, stride: stride, bias: false).BatchNorm();
        return (x + y).Relu();
    }

    static Scalar Loss(Tensor scores, Tokens label) => CrossEntropy(scores, label);
}
