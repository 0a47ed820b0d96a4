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
        // What is read and what is forecast are differences from the last hour: a level that training never saw changes nothing (Zeng et al., 2023: NLinear).
        Tensor now = window.Narrow(1, Window - 1, 1);
        (_, Tensor hidden, _) = new Lstm(32).Of(window - now);
        return now.Narrow(2, Columns - 1, 1) + hidden.Reshape(32).Dense(Horizon).Reshape(Horizon, 1);
    }

    private static Scalar Loss(Tensor forecast, [Shape(Horizon, 1)] Tensor horizon) => MeanAbsoluteError(forecast, horizon);
}
