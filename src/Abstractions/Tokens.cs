namespace NeuralNet.Gen;

/// <summary>Integers in a <c>Forward</c> or <c>Loss</c> method: token numbers or class labels. Which values are allowed follows from their use.</summary>
public sealed class Tokens
{
    private Tokens()
    {
    }
}
