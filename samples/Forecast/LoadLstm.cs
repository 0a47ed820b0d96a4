using NeuralNet.Gen;
using static NeuralNet.Gen.Functional;

namespace Samples;

/// <summary>Reads two days of seven hourly measurements and forecasts the last of them for each of the next 24 hours.</summary>
[Network]
public sealed partial class LoadLstm
{
    /// <summary>Measurements of an hour.</summary>
    public const int Columns = 7;

    /// <summary>Hours read.</summary>
    public const int Window = 48;

    /// <summary>Hours forecast.</summary>
    public const int Horizon = 24;

    private static Tensor Forward([Shape(Window, Columns)] Tensor window)
    {
        (_, Tensor hidden, _) = new Lstm(32).Of(window);
        return hidden.Reshape(32).Dense(Horizon).Reshape(Horizon, 1);
    }

    private static Scalar Loss(Tensor forecast, [Shape(Horizon, 1)] Tensor horizon) => MeanSquaredError(forecast, horizon);
}
