namespace NeuralNet.Gen.Generator.Layers;

/// <summary>1 − (2·TP + s)/(2·TP + FP + FN + s): errors of both kinds count half of a hit. The smoothing term is halved with the rest.</summary>
internal sealed class DiceLayer : TverskyLayer
{
    protected override (float Alpha, float Beta) WeightsOf(LayerContext context) => (0.5f, 0.5f);
}
