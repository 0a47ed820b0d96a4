namespace NeuralNet.Gen;

/// <summary>The extents of an image; channels lie one after another, each row by row.</summary>
internal readonly record struct ImageSize(int Channels, int Height, int Width)
{
    public int Length => Channels * Height * Width;

    public static ImageSize Of(TensorInfo column) => column.Shape.Length == 2
        ? new ImageSize(1, column.Shape[0], column.Shape[1])
        : new ImageSize(column.Shape[0], column.Shape[1], column.Shape[2]);
}
