using System.Runtime.CompilerServices;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Threading;

public sealed class ThreadTeamTests
{
    private sealed class Program(Action<TeamMember> body) : TeamProgram
    {
        public override void Execute(TeamMember member) => body(member);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Every_member_runs_once_and_member_zero_is_the_caller(int threads)
    {
        using var team = new ThreadTeam(threads);
        int[] runs = new int[threads];
        int[] ids = new int[threads];
        var program = new Program(member =>
        {
            Assert.Equal(threads, member.Count);
            runs[member.Index]++;
            ids[member.Index] = Environment.CurrentManagedThreadId;
        });
        for (int i = 0; i < 20; i++) team.Run(program);

        Assert.Equal(Enumerable.Repeat(20, threads), runs);
        Assert.Equal(Environment.CurrentManagedThreadId, ids[0]);
        Assert.Equal(threads, ids.Distinct().Count());
        Assert.Equal(threads, team.Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Writes_before_a_barrier_are_read_by_all_after_it(int threads)
    {
        const int Rounds = 5_000;
        using var team = new ThreadTeam(threads);
        long[] slots = new long[threads * 16];
        int wrong = 0;
        var program = new Program(member =>
        {
            for (int round = 1; round <= Rounds; round++)
            {
                slots[member.Index * 16] = round;
                member.Barrier();
                for (int other = 0; other < member.Count; other++)
                {
                    if (slots[other * 16] != round) Interlocked.Increment(ref wrong);
                }

                member.Barrier();
            }
        });
        team.Run(program);
        team.Run(program);
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void A_late_member_finds_the_others_parked_and_wakes_them()
    {
        using var team = new ThreadTeam(3);
        int arrived = 0;
        var program = new Program(member =>
        {
            if (member.Index == 1) Thread.Sleep(20);
            Interlocked.Increment(ref arrived);
            member.Barrier();
            Assert.Equal(3, Volatile.Read(ref arrived));
        });
        team.Run(program);
        Thread.Sleep(20);
        arrived = 0;
        team.Run(program);
        Assert.Equal(3, arrived);
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 16)]
    [InlineData(15, 16)]
    [InlineData(17, 16)]
    [InlineData(1000, 16)]
    [InlineData(1000, 1)]
    [InlineData(5, 7)]
    [InlineData(int.MaxValue, 16)]
    public void Shares_are_contiguous_aligned_balanced_and_cover_everything(int count, int granularity)
    {
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using var team = new ThreadTeam(threads);
            var shares = new (int From, int To)[threads];
            team.Run(new Program(member => shares[member.Index] = member.Split(count, granularity)));
            team.Run(new Program(member => Assert.Equal(member.Split(1, 1) == (0, 1), member.IsLast)));

            int end = 0;
            long shortest = long.MaxValue, longest = 0;
            foreach ((int from, int to) in shares)
            {
                Assert.Equal(end, from);
                Assert.True(to >= from);
                Assert.True(to == count || to % granularity == 0);
                long pieces = ((long)to - from + granularity - 1) / granularity;
                shortest = Math.Min(shortest, pieces);
                longest = Math.Max(longest, pieces);
                end = to;
            }

            Assert.Equal(count, end);
            Assert.True(longest - shortest <= 1);
        }
    }

    [Fact]
    public void A_lone_member_has_everything_and_passes_its_barrier()
    {
        TeamMember alone = TeamMember.Alone;
        alone.Barrier();
        Assert.Equal(0, alone.Index);
        Assert.Equal(1, alone.Count);
        Assert.True(alone.IsLast);
        Assert.Equal((0, 33), alone.Split(33, 16));
        Assert.Equal(1, default(TeamMember).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => TeamMember.Alone.Split(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TeamMember.Alone.Split(1, 0));
    }

    private sealed class Counting : TeamProgram
    {
        public long Total;

        public override void Execute(TeamMember member)
        {
            (int from, int to) = member.Split(1000, 16);
            Interlocked.Add(ref Total, to - from);
            member.Barrier();
        }
    }

    private sealed class Allocated : TeamProgram
    {
        public long Total;

        public override void Execute(TeamMember member)
        {
            if (member.Index != 0) Interlocked.Add(ref Total, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_run_allocates_nothing_on_any_thread(int threads)
    {
        using var team = new ThreadTeam(threads);
        var program = new Counting();
        var measure = new Allocated();
        for (int i = 0; i < 100; i++) team.Run(program);
        Thread.Sleep(5); // parked once

        // The members' own counts, not the process's, which would hold other tests too.
        long leastOfMembers = long.MaxValue;
        long here = Allocation.Of(() =>
        {
            measure.Total = 0;
            team.Run(measure);
            long before = measure.Total;
            for (int i = 0; i < 100; i++) team.Run(program);
            measure.Total = 0;
            team.Run(measure);
            leastOfMembers = Math.Min(leastOfMembers, measure.Total - before);
        });
        Assert.Equal(0, here);
        Assert.Equal(0, leastOfMembers);
        Assert.Equal(0, program.Total % 1000);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(3, 2)]
    public void A_member_that_fails_before_a_barrier_releases_the_others_and_its_exception_reaches_the_caller(int threads, int failing)
    {
        using var team = new ThreadTeam(threads);
        int[] passed = new int[threads];
        var failure = new FormatException("on purpose");
        for (int round = 0; round < 50; round++)
        {
            Array.Clear(passed);
            var thrown = Assert.Throws<FormatException>(() => team.Run(new Program(member =>
            {
                member.Barrier();
                if (member.Index == failing) throw failure;
                member.Barrier();
                passed[member.Index] = 1;
            })));
            Assert.Same(failure, thrown);
            Assert.All(passed, p => Assert.Equal(0, p));

            team.Run(new Program(member =>
            {
                member.Barrier();
                passed[member.Index]++;
                member.Barrier();
            }));
            Assert.All(passed, p => Assert.Equal(1, p));
        }
    }

    [Fact]
    public void Of_several_failures_the_one_of_the_lowest_member_is_rethrown()
    {
        using var team = new ThreadTeam(3);
        for (int i = 0; i < 20; i++)
        {
            var thrown = Assert.Throws<FormatException>(() => team.Run(new Program(member => throw new FormatException($"member {member.Index}"))));
            Assert.Equal("member 0", thrown.Message);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_member_that_skips_a_barrier_is_an_error_not_a_deadlock(int skipping)
    {
        using var team = new ThreadTeam(2);
        for (int i = 0; i < 50; i++)
        {
            var thrown = Assert.Throws<InvalidOperationException>(() => team.Run(new Program(member =>
            {
                if (member.Index != skipping) member.Barrier();
            })));
            Assert.Contains("different numbers of barriers", thrown.Message);
        }

        team.Run(new Program(member => member.Barrier()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_nested_run_is_refused_and_the_team_stays_usable(int threads)
    {
        using var team = new ThreadTeam(threads);
        var nothing = new Program(_ => { });
        var thrown = Assert.Throws<InvalidOperationException>(() => team.Run(new Program(_ => team.Run(nothing))));
        Assert.Contains("not reentrant", thrown.Message);
        Assert.Throws<InvalidOperationException>(() => team.Run(new Program(_ => team.Dispose())));
        team.Run(nothing);
    }

    [Fact]
    public void A_concurrent_run_is_refused()
    {
        using var team = new ThreadTeam(2);
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var caller = new Thread(() => team.Run(new Program(_ =>
        {
            entered.Set();
            leave.Wait();
        })));
        caller.Start();
        entered.Wait();
        try
        {
            Assert.Throws<InvalidOperationException>(() => team.Run(new Program(_ => { })));
        }
        finally
        {
            leave.Set();
            caller.Join();
        }
    }

    [Fact]
    public void A_disposed_team_has_ended_its_threads_and_refuses_to_run()
    {
        var team = new ThreadTeam(2);
        Thread? worker = null;
        team.Run(new Program(member =>
        {
            if (member.Index == 1) worker = Thread.CurrentThread;
        }));
        team.Dispose();
        team.Dispose();
        Assert.False(worker!.IsAlive);
        Assert.Throws<ObjectDisposedException>(() => team.Run(new Program(_ => { })));
    }

    [Fact]
    public void A_forgotten_team_ends_its_threads_when_it_is_collected()
    {
        Thread worker = Forget();
        for (int i = 0; i < 200 && worker.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(10);
        }

        Assert.False(worker.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Thread Forget()
        {
            var team = new ThreadTeam(2);
            Thread? found = null;
            team.Run(new Program(member =>
            {
                if (member.Index == 1) found = Thread.CurrentThread;
            }));
            return found!;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1025)]
    public void The_number_of_threads_is_checked(int threads)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(threads));

    private sealed class Shared(int members) : TeamProgram
    {
        public List<int> Members { get; } = [];

        protected internal override long Work => members;

        public override void Execute(TeamMember member)
        {
            if (member.Index == 0) Members.Add(member.Count);
            // Members that wait for each other: a team of this program is slow, the calling thread alone is quick.
            if (member.Count > 1) Thread.Sleep(2);
            member.Barrier();
        }
    }

    [Fact]
    public void A_program_that_may_is_left_to_the_calling_thread_where_that_is_quicker()
    {
        using var team = new ThreadTeam(2);
        var program = new Shared(1);
        for (int i = 0; i < 400_000 && program.Members.Count(m => m == 1) < 1000; i++) team.Run(program);
        Assert.Equal(2, program.Members[0]);
        Assert.Contains(1, program.Members);
    }

    [Fact]
    public void A_program_that_is_new_begins_with_the_kind_that_the_last_one_found_quicker()
    {
        using var team = new ThreadTeam(2);
        var known = new Shared(1);
        for (int i = 0; i < 2_000_000 && known.Choice?.KeepsTeam != false; i++) team.Run(known);
        Assert.Equal(2, known.Members[0]);
        var another = new Shared(1);
        team.Run(another);
        Assert.Equal(1, Assert.Single(another.Members));
    }

    [Fact]
    public void A_team_that_does_not_adapt_always_runs_whole()
    {
        using var team = new ThreadTeam(2) { IsAdaptive = false };
        var program = new Shared(1);
        for (int i = 0; i < 60; i++) team.Run(program);
        Assert.All(program.Members, m => Assert.Equal(2, m));
    }

    [Fact]
    public void A_program_that_needs_every_member_gets_them()
    {
        using var team = new ThreadTeam(2);
        var program = new Shared(0);
        for (int i = 0; i < 60; i++) team.Run(program);
        Assert.All(program.Members, m => Assert.Equal(2, m));
    }
}
