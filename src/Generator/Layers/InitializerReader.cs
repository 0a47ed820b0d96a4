using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Parsing;

namespace NeuralNet.Gen.Generator.Layers;

/// <summary>Works out an initialiser's numbers from the attribute's choice and the layer's fans.</summary>
internal static class InitializerReader
{
    /// <summary>The public enumeration, by number.</summary>
    private enum Initializer
    {
        Default,
        KaimingUniform,
        KaimingNormal,
        XavierUniform,
        XavierNormal,
        Zeros,
        Constant,
    }

    public static InitializerModel Weight(LayerArguments arguments, int fanIn, int fanOut)
    {
        var choice = (Initializer)arguments.Enum("WeightInitializer");
        bool kaiming = choice is Initializer.KaimingUniform or Initializer.KaimingNormal, xavier = choice is Initializer.XavierUniform or Initializer.XavierNormal;
        double gain = kaiming ? Math.Sqrt(2) : 1;
        if (arguments.IsGiven("WeightGain"))
        {
            gain = arguments.Float("WeightGain");
            if (!kaiming && !xavier) throw arguments.Bad("WeightGain", "given", "a Kaiming or Xavier initialiser beside it");
        }

        if (arguments.IsGiven("WeightConstant") && choice != Initializer.Constant) throw arguments.Bad("WeightConstant", "given", "WeightInitializer = Initializer.Constant beside it");
        return choice switch
        {
            Initializer.Default => Uniform(1 / Math.Sqrt(fanIn)),
            Initializer.KaimingUniform => Uniform(gain * Math.Sqrt(3.0 / fanIn)),
            Initializer.KaimingNormal => Normal(gain / Math.Sqrt(fanIn)),
            Initializer.XavierUniform => Uniform(gain * Math.Sqrt(6.0 / (fanIn + (double)fanOut))),
            Initializer.XavierNormal => Normal(gain * Math.Sqrt(2.0 / (fanIn + (double)fanOut))),
            Initializer.Zeros => new InitializerModel(InitializerForm.Constant, 0f),
            Initializer.Constant => new InitializerModel(InitializerForm.Constant, arguments.Float("WeightConstant")),
            _ => throw arguments.Bad("WeightInitializer", ((int)choice).ToString(System.Globalization.CultureInfo.InvariantCulture), "a value of Initializer"),
        };
    }

    public static InitializerModel Bias(LayerArguments arguments, int fanIn)
    {
        var choice = (Initializer)arguments.Enum("BiasInitializer");
        if (arguments.IsGiven("BiasConstant") && choice != Initializer.Constant) throw arguments.Bad("BiasConstant", "given", "BiasInitializer = Initializer.Constant beside it");
        return choice switch
        {
            Initializer.Default => Uniform(1 / Math.Sqrt(fanIn)),
            Initializer.Zeros => new InitializerModel(InitializerForm.Constant, 0f),
            Initializer.Constant => new InitializerModel(InitializerForm.Constant, arguments.Float("BiasConstant")),
            _ => throw arguments.Bad("BiasInitializer", choice.ToString(), "Default, Zeros or Constant: a bias has no fans of its own"),
        };
    }

    private static InitializerModel Uniform(double bound) => new(InitializerForm.Uniform, (float)bound);

    private static InitializerModel Normal(double deviation) => new(InitializerForm.Normal, (float)deviation);
}
