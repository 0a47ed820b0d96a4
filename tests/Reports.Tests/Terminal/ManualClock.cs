namespace NeuralNet.Gen.Reports.Tests.Terminal;

/// <summary>A clock that a test moves on.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _now = 1;

    public override long TimestampFrequency => 1_000_000;

    public void Pass(double seconds) => _now += (long)Math.Round(seconds * TimestampFrequency);

    public override long GetTimestamp() => _now;
}
