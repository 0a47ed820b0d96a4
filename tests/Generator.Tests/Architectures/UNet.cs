using System.Collections.Generic;
using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Architectures;

/// <summary>Ronneberger et al., 2015: valid convolutions, 572 × 572 in, 388 × 388 out, two classes.</summary>
[Network]
public sealed partial class UNet
{
    static Tensor Forward([Shape(1, 572, 572)] Tensor x)
    {
        var skips = new List<Tensor>();
        foreach (int channels in new[] { 64, 128, 256, 512 })
        {
            x = Twice(x, channels);
            skips.Add(x);
            x = x.MaxPool2d(2);
        }

        x = Twice(x, 1024);
        foreach (int channels in new[] { 512, 256, 128, 64 })
        {
            Tensor up = x.ConvTranspose2d(channels, kernel: 2, stride: 2), skip = skips[skips.Count - 1];
            skips.RemoveAt(skips.Count - 1);
            x = Twice(Concat([Crop(skip, up.Size(2)), up], dimension: 1), channels);
        }

        return x.Conv2d(2, kernel: 1);
    }

    static Tensor Twice(Tensor x, int channels) => x.Conv2d(channels, kernel: 3).Relu().Conv2d(channels, kernel: 3).Relu();

    static Tensor Crop(Tensor x, int size)
    {
        int start = (x.Size(2) - size) / 2;
        return x.Narrow(2, start, size).Narrow(3, start, size);
    }

    static Scalar Loss(Tensor scores, [Shape(388, 388)] Tokens labels) => CrossEntropy(scores.Permute(0, 2, 3, 1), labels);
}
