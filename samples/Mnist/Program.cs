using Mnist;
using Samples;

return new ImageSample("Trains a network of 784-512-256-10 neurons to read handwritten digits (MNIST).", "digits", "the bundled fifth of MNIST")
{
    Download = MnistDownload.Fetch,
}.Run(args, seed => new MnistMlp(seed));
