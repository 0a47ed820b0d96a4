namespace NeuralNet.Gen.Metrics;

/// <summary>How the values of several classes become one.</summary>
public enum Averaging
{
    /// <summary>The mean over classes, each counting alike. Classes that are neither in the labels nor predicted do not count (scikit-learn's default).</summary>
    Macro,

    /// <summary>One value of the counts of all classes together.</summary>
    Micro,

    /// <summary>The mean over classes, each weighted by its labels.</summary>
    Weighted,

    /// <summary>The value of class 1 of 2.</summary>
    Binary,
}
