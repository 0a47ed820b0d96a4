namespace NeuralNet.Gen.Generator.Tests.Interpreter;

/// <summary>Layer objects that are used twice: one set of parameters, gradients from both uses, state that moves twice.</summary>
public sealed class SharedLayerTests
{
    [Theory]
    [InlineData("new Dense(4)", "dense.weight", "dense.bias")]
    [InlineData("new Conv2d(4, kernel: 3, padding: 1)", "conv2d.weight", "conv2d.bias")]
    [InlineData("new ConvTranspose2d(4, kernel: 3, padding: 1)", "convTranspose2d.weight", "convTranspose2d.bias")]
    [InlineData("new LayerNorm()", "layerNorm.weight", "layerNorm.bias")]
    [InlineData("new RmsNorm()", "rmsNorm.weight")]
    [InlineData("new GroupNorm(2)", "groupNorm.weight", "groupNorm.bias")]
    [InlineData("new PRelu(4)", "pRelu.weight")]
    [InlineData("new BatchNorm()", "batchNorm.weight", "batchNorm.bias")]
    public void Have_one_set_of_parameters(string layer, params string[] parameters)
    {
        var net = new InterpretedNetwork($$"""
            using NeuralNet.Gen;
            using static NeuralNet.Gen.Functional;
            [Network]
            public sealed partial class Net
            {
                static Tensor Forward([Shape(4, 3, 4)] Tensor x)
                {
                    var layer = {{layer}};
                    return layer.Of((layer.Of(x) * 0.7f).Tanh()).Flatten();
                }

                static Scalar Loss(Tensor y, [Shape(48)] Tensor t) => MeanSquaredError(y, t);
            }
            """);
        Assert.Equal(parameters, net.Network.Instance.Info.Parameters.Select(p => p.Name));
        net.Disturb(2);
        net.Check(3);
    }
}
