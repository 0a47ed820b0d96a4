using NeuralNet.Gen;
using Samples;

return new ImageSample("Trains a recurrent network to read handwritten digits (MNIST) row by row.", "digits", "the bundled fifth of MNIST")
{
    Epochs = 5,
    LearningRate = 3e-3f,
    Schedule = ImageSample.LinearDecay,
    Download = MnistDownload.Fetch,
    Display = () => new TerminalDisplay(),
}.Run(args, seed => new RowLstm(seed));
