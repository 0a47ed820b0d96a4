using NeuralNet.Gen;
using Samples;

return new ImageSample("Trains LeNet-5, a convolutional network, to read handwritten digits (MNIST).", "digits", "the bundled fifth of MNIST")
{
    Epochs = 5,
    LearningRate = 3e-3f,
    Schedule = ImageSample.LinearDecay,
    Download = MnistDownload.Fetch,
    Display = () => new TerminalDisplay(),
}.Run(args, seed => new LeNet(seed));
