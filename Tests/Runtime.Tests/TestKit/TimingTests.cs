using System.Diagnostics;
using Akka.Configuration;
using Xunit.Sdk;

namespace ActorIommu.Runtime.Tests.Kit;

public sealed class TimingTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public void Within_passes_results_and_exceptions()
    {
        Assert.Equal(7, Within(Long, () => 7));
        Assert.Throws<InvalidTimeZoneException>(() => Within(Long, (Action)(() => throw new InvalidTimeZoneException())));
    }

    [Fact]
    public void Within_fails_when_the_block_takes_too_long()
    {
        // Longer than any version forgives.
        using var never = new ManualResetEventSlim();
        var failure = Assert.ThrowsAny<XunitException>(() => Within(TimeSpan.FromMilliseconds(1), () => { never.Wait(OneSecond); }));
        Assert.Contains("exceeding", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Within_fails_when_the_block_is_too_fast()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => Within(TimeSpan.FromSeconds(10), Long, () => { }, "hare"));
        Assert.Contains("at least", failure.Message, StringComparison.Ordinal);
        Assert.Contains("hare", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expectation_inside_waits_for_what_is_left_only()
    {
        var clock = Stopwatch.StartNew();
        Assert.ThrowsAny<XunitException>(() => Within(Short, () => ExpectMsg<string>()));
        Assert.True(clock.Elapsed < TestKitSettings.SingleExpectDefault);
    }

    [Fact]
    public void Remaining_exists_inside_only()
    {
        Assert.Throws<InvalidOperationException>(() => Remaining);
        Within(Long, () => Assert.InRange(Remaining, TimeSpan.Zero, Long));
        Assert.Throws<InvalidOperationException>(() => Remaining);
        Assert.Equal(TimeSpan.FromSeconds(3), RemainingOrDefault);
    }

    [Fact]
    public void An_inner_block_cannot_outlive_the_outer_one() =>
        Within(TimeSpan.FromSeconds(5), () => Within(Long, () => Assert.InRange(Remaining, TimeSpan.Zero, TimeSpan.FromSeconds(5))));

    [Fact]
    public async Task Within_can_be_awaited()
    {
        Assert.Equal(7, await WithinAsync(Long, async () => { await Task.Yield(); return 7; }));
        await Assert.ThrowsAnyAsync<XunitException>(
            () => WithinAsync(TimeSpan.FromMilliseconds(50), async () => await ExpectNoMsgAsync(OneSecond)));
    }

    [Fact]
    public void An_infinite_expectation_is_refused() =>
        Assert.Throws<ArgumentException>(() => ExpectMsg<string>(Timeout.InfiniteTimeSpan));

    [Fact]
    public void AwaitAssert_repeats_until_success()
    {
        var attempts = 0;
        AwaitAssert(() => Assert.Equal(3, ++attempts), Long, TimeSpan.FromMilliseconds(1));
        Assert.Equal(3, attempts);
    }

    [Fact]
    public void AwaitAssert_ends_with_the_assertions_own_exception() =>
        Assert.Throws<EqualException>(() => AwaitAssert(() => Assert.Equal(1, 2), Short, TimeSpan.FromMilliseconds(10)));

    [Fact]
    public async Task AwaitAssert_can_be_awaited()
    {
        var attempts = 0;
        await AwaitAssertAsync(() => Assert.Equal(2, ++attempts), Long, TimeSpan.FromMilliseconds(1));
        await AwaitAssertAsync(async () => { await Task.Yield(); Assert.Equal(4, ++attempts); }, Long, TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<EqualException>(() => AwaitAssertAsync(() => Assert.Equal(1, 2), Short));
    }

    [Fact]
    public void AwaitCondition_repeats_until_yes_and_fails_without()
    {
        var attempts = 0;
        AwaitCondition(() => ++attempts == 3, Long, TimeSpan.FromMilliseconds(1));
        Assert.Equal(3, attempts);
        var failure = Assert.ThrowsAny<XunitException>(() => AwaitCondition(() => false, Short, "the moon"));
        Assert.Contains("the moon", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AwaitCondition_can_be_awaited()
    {
        var attempts = 0;
        await AwaitConditionAsync(() => ++attempts == 2, Long, TimeSpan.FromMilliseconds(1));
        await AwaitConditionAsync(async () => { await Task.Yield(); return ++attempts == 4; }, Long, TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAnyAsync<XunitException>(() => AwaitConditionAsync(() => false, Short, "no"));
    }

    [Fact]
    public async Task AwaitConditionNoThrow_says_no()
    {
        Assert.True(AwaitConditionNoThrow(() => true, Short));
        Assert.False(AwaitConditionNoThrow(() => false, Short));
        Assert.False(await AwaitConditionNoThrowAsync(() => false, Short));
    }

    [Fact]
    public void Times_are_not_dilated_by_default() => Assert.Equal(Long, Dilated(Long));
}

public sealed class DilationTests() : Akka.TestKit.Xunit2.TestKit(ConfigurationFactory.ParseString("akka.test.timefactor = 2.5"))
{
    [Fact]
    public void The_factor_stretches_times()
    {
        Assert.Equal(2.5, TestKitSettings.TestTimeFactor);
        Assert.Equal(TimeSpan.FromSeconds(5), Dilated(TimeSpan.FromSeconds(2)));
        Assert.Equal(TimeSpan.FromSeconds(7.5), RemainingOrDefault);
        Assert.Equal(TimeSpan.FromSeconds(5), RemainingOrDilated(TimeSpan.FromSeconds(2)));
    }
}

public sealed class TestKitSettingsTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void The_defaults_are_Akkas()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), TestKitSettings.DefaultTimeout);
        Assert.Equal(TimeSpan.FromSeconds(3), TestKitSettings.SingleExpectDefault);
        Assert.Equal(TimeSpan.FromSeconds(3), TestKitSettings.TestEventFilterLeeway);
        Assert.Equal(1.0, TestKitSettings.TestTimeFactor);
        Assert.False(TestKitSettings.LogTestKitCalls);
    }

    [Fact]
    public void A_system_has_one_set_of_settings() => Assert.Same(TestKitSettings, Akka.TestKit.TestKitExtension.For(Sys));

    [Fact]
    public void The_system_is_called_test_unless_named()
    {
        Assert.Equal("test", Sys.Name);
        using var named = new Akka.TestKit.Xunit2.TestKit(ConfigurationFactory.Empty, "other");
        Assert.Equal("other", named.Sys.Name);
    }

    [Fact]
    public void A_kit_can_join_a_system()
    {
        using var second = new Akka.TestKit.Xunit2.TestKit(Sys);
        Assert.Same(Sys, second.Sys);
        Assert.NotEqual(TestActor, second.TestActor);
    }

    [Fact]
    public void A_kit_ends_its_system()
    {
        var kit = new Akka.TestKit.Xunit2.TestKit("akka.loglevel = ERROR");
        var system = kit.Sys;
        kit.Dispose();
        Assert.True(system.WhenTerminated.IsCompleted);
    }
}
