namespace NeuralNet.Gen;

/// <summary>
/// Loss and learning rate by step in memory of a fixed size: when it is full, each two neighbouring places become one, their mean, and from then on a place takes twice as many steps. Adding allocates nothing.
/// </summary>
internal sealed class StepCurve
{
    internal const int Places = 1024;

    private readonly double[] _steps = new double[Places], _losses = new double[Places], _rates = new double[Places];
    private double _lossSum, _rateSum;
    private long _inPlace;

    /// <summary>Places that are complete.</summary>
    public int Count { get; private set; }

    /// <summary>Steps of a place.</summary>
    public long Stride { get; private set; } = 1;

    /// <summary>The last step of each place.</summary>
    public ReadOnlySpan<double> Steps => _steps.AsSpan(0, Count);

    /// <summary>Mean loss of each place; not finite where one of its steps had a loss that was not.</summary>
    public ReadOnlySpan<double> Losses => _losses.AsSpan(0, Count);

    /// <summary>Mean learning rate of each place.</summary>
    public ReadOnlySpan<double> Rates => _rates.AsSpan(0, Count);

    public void Add(long step, double loss, double rate)
    {
        _lossSum += loss;
        _rateSum += rate;
        if (++_inPlace < Stride) return;
        if (Count == Places) Halve();
        if (_inPlace < Stride) return;
        (_steps[Count], _losses[Count], _rates[Count]) = (step, _lossSum / _inPlace, _rateSum / _inPlace);
        Count++;
        (_lossSum, _rateSum, _inPlace) = (0, 0, 0);
    }

    private void Halve()
    {
        for (int i = 0; i < Places / 2; i++)
        {
            _steps[i] = _steps[(2 * i) + 1];
            _losses[i] = (_losses[2 * i] + _losses[(2 * i) + 1]) / 2;
            _rates[i] = (_rates[2 * i] + _rates[(2 * i) + 1]) / 2;
        }

        Count = Places / 2;
        Stride *= 2;
    }
}
