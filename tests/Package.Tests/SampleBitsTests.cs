namespace NeuralNet.Gen.Package.Tests;

/// <summary>Convolutions, running statistics, recurrences and attention: the parameters of a few steps with threads and instruction sets taken away.</summary>
public sealed class SampleBitsTests
{
    [Theory]
    [InlineData("LeNet", "--epochs", "1", "--limit", "200")]
    [InlineData("ResNet", "--epochs", "1", "--limit", "100")]
    [InlineData("RowLstm", "--epochs", "1", "--limit", "200")]
    [InlineData("CharGpt", "--steps", "2", "--sample", "5")]
    public void AreTheSameEverywhere(string sample, params string[] arguments)
    {
        string reference = Run(sample, arguments, "2", []);
        Assert.Equal(reference, Run(sample, arguments, "1", []));
        Assert.Equal(reference, Run(sample, arguments, "3", [new("DOTNET_EnableAVX512", "0")]));
        // Neither fused multiply-adds nor 256-bit registers: one number at a time.
        Assert.Equal(reference, Run(sample, arguments, "2", [new("DOTNET_EnableAVX2", "0")]));
    }

    private static string Run(string sample, string[] arguments, string threads, KeyValuePair<string, string>[] environment)
        => ProgramRun.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, sample + ".dll"), .. arguments, "--threads", threads], environment).Expect().ParametersHash;
}
