namespace NeuralNet.Gen;

/// <summary>The two forms of GELU in use.</summary>
public enum GeluForm
{
    /// <summary>x/2·(1 + erf(x/√2)).</summary>
    Exact,

    /// <summary>x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), as in GPT-2 and BERT's first code.</summary>
    Tanh,
}
