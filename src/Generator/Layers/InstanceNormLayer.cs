namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Normalises each channel of each sample on its own.</summary>
internal sealed class InstanceNormLayer : GroupNormLayer
{
    protected override int GroupsOf(LayerContext context, int channels) => channels;

    protected override bool IsAffine(LayerContext context) => context.Arguments.Bool("affine", otherwise: false);
}
