using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Samples;

/// <summary>A small residual network (He et al., 2016): a convolution, three stages of one block each with 16, 32 and 64 channels, and a mean over the image.</summary>
[Network]
public sealed partial class ResNet
{
    private static Tensor Forward([Shape(1, 28, 28)] Tensor image)
    {
        Tensor x = image.Conv2d(16, 3, padding: 1, bias: false).BatchNorm().Relu();
        x = Block(x, 16, stride: 1);
        x = Block(x, 32, stride: 2);
        x = Block(x, 64, stride: 2);
        return x.GlobalAvgPool().Dense(10);
    }

    private static Tensor Block(Tensor x, int channels, int stride)
    {
        Tensor y = x.Conv2d(channels, 3, stride, padding: 1, bias: false).BatchNorm().Relu();
        y = y.Conv2d(channels, 3, padding: 1, bias: false).BatchNorm();
        Tensor way = stride == 1 ? x : x.Conv2d(channels, 1, stride, bias: false).BatchNorm();
        return (y + way).Relu();
    }

    private static Scalar Loss(Tensor scores, Tokens garment) => CrossEntropy(scores, garment);
}
