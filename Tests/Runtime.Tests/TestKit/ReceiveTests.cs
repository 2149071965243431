using System.Collections;
using Akka.Actor;
using Akka.TestKit;
using Xunit.Sdk;

namespace ActorIommu.Runtime.Tests.Kit;

public sealed class ReceiveTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    // The test actor may still be on the thread that started it: then its messages are handled there, and not by who tells them.
    private void Arrive(string message, IActorRef? sender = null)
    {
        TestActor.Tell(message, sender ?? ActorRefs.NoSender);
        AwaitCondition(() => HasMessages);
    }

    [Fact]
    public void ReceiveOne_returns_the_message_or_null()
    {
        Arrive("x");
        Assert.Equal("x", ReceiveOne(TimeSpan.Zero));
        Assert.Null(ReceiveOne(TimeSpan.Zero));
        Assert.Null(ReceiveOne(Short));
    }

    [Fact]
    public async Task ReceiveOne_can_be_awaited()
    {
        Arrive("x");
        Assert.Equal("x", await ReceiveOneAsync(TimeSpan.Zero));
        Assert.Null(await ReceiveOneAsync(Short));
    }

    [Fact]
    public void TryReceiveOne_gives_the_sender_too()
    {
        Arrive("x", TestActor);
        Assert.True(TryReceiveOne(out var envelope, TimeSpan.Zero));
        Assert.Equal("x", envelope.Message);
        Assert.Equal(TestActor, envelope.Sender);
        Assert.False(TryReceiveOne(out var nothing, TimeSpan.Zero));
        Assert.IsType<NullMessageEnvelope>(nothing);
    }

    [Fact]
    public void PeekOne_leaves_the_message()
    {
        Arrive("x");
        Assert.Equal("x", PeekOne(TimeSpan.Zero));
        Assert.True(HasMessages);
        Assert.Equal("x", ReceiveOne(TimeSpan.Zero));
        Assert.False(HasMessages);
        Assert.Null(PeekOne(TimeSpan.Zero));
    }

    [Fact]
    public void The_last_message_and_its_sender_are_remembered()
    {
        var probe = CreateTestProbe();
        TestActor.Tell("x", probe.Ref);
        ExpectMsg("x");
        Assert.Equal("x", LastMessage);
        Assert.Equal(probe.Ref, LastSender);
    }

    [Fact]
    public void There_is_no_last_message_before_the_first()
    {
        Assert.Throws<IllegalActorStateException>(() => LastMessage);
        Assert.Throws<IllegalActorStateException>(() => LastSender);
    }

    [Fact]
    public void ReceiveN_returns_the_messages_in_order_and_fails_with_fewer()
    {
        Tell(1, 2, 3);
        Assert.Equal([1, 2], ReceiveN(2));
        var failure = Assert.ThrowsAny<XunitException>(() => ReceiveN(2, Short));
        Assert.Contains("2 messages", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReceiveN_can_be_awaited()
    {
        Tell(1, 2);
        var received = new List<object>();
        await foreach (var message in ReceiveNAsync(2, Long))
            received.Add(message);
        Assert.Equal([1, 2], received);
    }

    [Fact]
    public void ReceiveWhile_stops_at_what_the_filter_refuses_and_leaves_it()
    {
        TestActor.Tell("a");
        TestActor.Tell("b");
        TestActor.Tell(1);
        Assert.Equal(["a", "b"], ReceiveWhile<string>(Long, message => (message as string)!));
        ExpectMsg(1);
    }

    [Fact]
    public void ReceiveWhile_stops_at_the_limit()
    {
        TestActor.Tell("a");
        TestActor.Tell("b");
        TestActor.Tell("c");
        Assert.Equal(["a", "b"], ReceiveWhile<string>(Long, message => (message as string)!, msgs: 2));
        ExpectMsg("c");
    }

    [Fact]
    public void ReceiveWhile_of_a_type_drops_other_types_or_stops_at_them()
    {
        TestActor.Tell("a");
        TestActor.Tell(1);
        TestActor.Tell("b");
        TestActor.Tell("end");
        Assert.Equal(["a", "b"], ReceiveWhile<string>(text => text != "end", max: Long));
        ExpectMsg("end");
        TestActor.Tell("a");
        TestActor.Tell(1);
        TestActor.Tell("b");
        Assert.Equal(["a"], ReceiveWhile<string>(_ => true, max: Long, shouldIgnoreOtherMessageTypes: false));
        ExpectMsg(1);
    }

    [Fact]
    public async Task ReceiveWhile_can_be_awaited()
    {
        TestActor.Tell("a");
        TestActor.Tell("b");
        var received = new List<string>();
        await foreach (var text in ReceiveWhileAsync<string>(text => text == "a", max: Long))
            received.Add(text);
        Assert.Equal(["a"], received);
        ExpectMsg("b");
    }

    [Fact]
    public void FishForMessage_skips_to_the_one_that_matches()
    {
        Tell(1, 2, 3);
        Assert.Equal(2, FishForMessage(message => message is 2));
        ExpectMsg(3);
    }

    [Fact]
    public void FishForMessage_keeps_what_it_skips()
    {
        TestActor.Tell("a");
        Tell(1, 2);
        var skipped = new ArrayList { "stale" };
        Assert.Equal(2, FishForMessage<int>(number => number == 2, skipped));
        Assert.Equal(new object[] { "a", 1 }, skipped.ToArray());
    }

    [Fact]
    public void FishForMessage_fails_when_nothing_matches_in_time()
    {
        Tell(1);
        var failure = Assert.ThrowsAny<XunitException>(() => FishForMessage<int>(number => number == 2, Short, "trout"));
        Assert.Contains("trout", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FishForMessage_can_be_awaited()
    {
        Tell(1, 2);
        Assert.Equal(2, await FishForMessageAsync<int>(number => number == 2));
    }

    [Fact]
    public async Task FishUntilMessage_fails_at_the_type_only()
    {
        Tell(1, 2);
        await FishUntilMessageAsync<string>(Short);
        TestActor.Tell("no");
        await Assert.ThrowsAnyAsync<XunitException>(() => FishUntilMessageAsync<string>(Short));
    }

    [Fact]
    public async Task Radio_silence_ends_a_row_of_messages()
    {
        Tell(1, 2);
        Assert.Equal(new object[] { 1, 2 }, (await WaitForRadioSilenceAsync(Short)).ToArray());
    }

    private void Tell(params int[] numbers)
    {
        foreach (var number in numbers)
            TestActor.Tell(number, TestActor);
    }
}
