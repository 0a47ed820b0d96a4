namespace NeuralNet.Gen;

/// <summary>What becomes of the pictures of an <see cref="ImageFolder"/>.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>Colour or grey: 3, the default, or 1 (0.299 red + 0.587 green + 0.114 blue). Transparency is left out.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Whether a picture's pixels are kept once it was decoded, <c>true</c> by default: channels × height × width bytes a picture. Otherwise every read decodes, and allocates.</summary>
    public bool Cache { get; init; } = true;

    /// <summary>The most pixels that a file may declare; 67,108,864 by default. More is taken for an attack.</summary>
    public long MaxPixels { get; init; } = 1L << 26;

    /// <summary>Subtracted from byte / 255 in each channel: none (the default), one for all or one for each.</summary>
    public IReadOnlyList<float> Means { get; init; } = [];

    /// <summary>Divide the difference: as many as <see cref="Means"/>.</summary>
    public IReadOnlyList<float> Deviations { get; init; } = [];
}
