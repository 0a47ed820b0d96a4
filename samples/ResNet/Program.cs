using NeuralNet.Gen;
using Samples;

return new ImageSample(
    "Trains a residual network to tell ten garments apart (Fashion-MNIST; the Debian package dataset-fashion-mnist has the files).", "garments", "6,000 drawn ones and 1,000 to test")
{
    ClassNames = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"],
    Epochs = 3,
    LearningRate = 4e-3f,
    Optimizer = rate => new AdamW(rate, weightDecay: 0.05f),
    Schedule = ImageSample.LinearDecay,
    Generate = limit => DrawnGarments.Draw(Math.Min(limit, 6_000), Math.Min(limit, 1_000)),
    Display = () => new TerminalDisplay(),
}.Run(args, seed => new ResNet(seed));
