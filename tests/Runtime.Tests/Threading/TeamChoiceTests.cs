using System.Diagnostics;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Threading;

/// <summary>The choice between a team and one thread, on a simulated machine: time is what the test says that a run took.</summary>
public sealed class TeamChoiceTests
{
    private readonly TeamChoice _choice = new();
    private double _seconds;
    private int _together, _alone;

    [Theory]
    [InlineData(0.0001)]
    [InlineData(0.003)]
    [InlineData(0.5)]
    public void A_quick_team_is_kept_and_trials_cost_little(double aloneSeconds)
    {
        Run(0.5 * aloneSeconds, aloneSeconds, seconds: Math.Max(10, 400 * aloneSeconds));
        Assert.True(_together > 20 * _alone, $"{_together} together, {_alone} alone");
        Assert.True(_seconds < 1.04 * 0.5 * aloneSeconds * (_together + _alone));
    }

    [Theory]
    [InlineData(0.0001)]
    [InlineData(0.003)]
    [InlineData(0.5)]
    public void A_slow_team_is_left_alone(double aloneSeconds)
    {
        Run(1.3 * aloneSeconds, aloneSeconds, seconds: Math.Max(10, 400 * aloneSeconds));
        Assert.True(_alone > 20 * _together, $"{_together} together, {_alone} alone");
        Assert.True(_seconds < 1.04 * aloneSeconds * (_together + _alone));
    }

    [Fact]
    public void Both_kinds_are_tried_before_anything_is_known_of_them()
    {
        Run(0.002, 0.002, seconds: 0.2);
        Assert.True(_together >= 3 && _alone >= 3, $"{_together} together, {_alone} alone");
    }

    [Fact]
    public void A_neighbour_that_comes_and_goes_is_noticed_within_seconds()
    {
        Run(0.0006, 0.001, seconds: 5);
        // The members wait for one another now: the kept kind changed its speed, and the other one is tried soon.
        Run(0.003, 0.001, seconds: 0.5);
        Forget();
        Run(0.003, 0.001, seconds: 2);
        Assert.True(_alone > 10 * _together, $"beside a busy process: {_together} together, {_alone} alone");
        // Nothing tells the calling thread that the others have cores of their own again: the next trial does.
        Run(0.0006, 0.001, seconds: 4);
        Forget();
        Run(0.0006, 0.001, seconds: 2);
        Assert.True(_together > 10 * _alone, $"on its own again: {_together} together, {_alone} alone");
    }

    [Fact]
    public void Runs_of_unequal_work_are_compared_by_their_units()
    {
        for (int i = 0; i < 3000; i++)
        {
            // Whatever follows a pattern of large and small batches must not look quick or slow for it.
            long work = i % 3 == 0 ? 64 : 7;
            Step(0.5e-4 * work, 1e-4 * work, work);
        }

        Assert.True(_together > 20 * _alone, $"{_together} together, {_alone} alone");
    }

    [Fact]
    public void Another_number_of_members_begins_anew()
    {
        Run(0.003, 0.001, seconds: 2);
        Assert.False(_choice.IsTogether(2));
        Assert.True(_choice.IsTogether(4));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_begins_with_what_other_programs_found_and_tries_the_other_kind_too(bool begins)
    {
        Assert.Equal(begins, _choice.IsTogether(2, begins));
        double first = begins ? 0.003 : 0.001, second = begins ? 0.001 : 0.003;
        Run(first, second, seconds: 2);
        Assert.NotEqual(begins, _choice.KeepsTeam);
    }

    private void Run(double togetherSeconds, double aloneSeconds, double seconds)
    {
        for (double end = _seconds + seconds; _seconds < end;) Step(togetherSeconds, aloneSeconds, 1);
    }

    private void Step(double togetherSeconds, double aloneSeconds, long work)
    {
        bool together = _choice.IsTogether(2);
        double took = together ? togetherSeconds : aloneSeconds;
        (_together, _alone) = together ? (_together + 1, _alone) : (_together, _alone + 1);
        _seconds += took;
        _choice.Add((long)(took * Stopwatch.Frequency), work);
    }

    private void Forget() => (_together, _alone) = (0, 0);
}
