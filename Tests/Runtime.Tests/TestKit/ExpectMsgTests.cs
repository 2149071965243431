using Akka.Actor;
using Xunit.Sdk;

namespace ActorIommu.Runtime.Tests.Kit;

public sealed class ExpectMsgTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void A_message_of_the_type_is_returned()
    {
        TestActor.Tell("hello");
        Assert.Equal("hello", ExpectMsg<string>());
    }

    [Fact]
    public void Another_type_fails_and_names_both_types_the_message_and_the_sender()
    {
        TestActor.Tell("hello");
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsg<int>());
        Assert.Contains("System.Int32", failure.Message, StringComparison.Ordinal);
        Assert.Contains("System.String", failure.Message, StringComparison.Ordinal);
        Assert.Contains("hello", failure.Message, StringComparison.Ordinal);
        Assert.Contains("testActor", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_message_in_time_fails_and_names_the_type()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsg<int>(Short));
        Assert.Contains("System.Int32", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Short.ToString(), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hint_is_in_the_failure()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsg<int>(Short, "look at the valve"));
        Assert.Contains("look at the valve", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_type_or_an_interface_will_do()
    {
        TestActor.Tell(new ArgumentException("a"));
        TestActor.Tell("b");
        Assert.IsType<ArgumentException>(ExpectMsg<Exception>());
        Assert.Equal("b", ExpectMsg<IComparable>());
    }

    [Fact]
    public void An_equal_message_is_returned_and_another_fails_with_both_values()
    {
        TestActor.Tell(4711);
        TestActor.Tell(4711);
        Assert.Equal(4711, ExpectMsg(4711));
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsg(4712));
        Assert.Contains("4711", failure.Message, StringComparison.Ordinal);
        Assert.Contains("4712", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_with_braces_is_not_a_format()
    {
        TestActor.Tell("{0} {nonsense");
        Assert.ThrowsAny<XunitException>(() => ExpectMsg("{1}"));
    }

    [Fact]
    public void A_predicate_decides()
    {
        TestActor.Tell(1);
        TestActor.Tell(1);
        Assert.Equal(1, ExpectMsg<int>(number => number == 1));
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<int>(number => number == 2));
    }

    [Fact]
    public void A_predicate_may_look_at_the_sender()
    {
        var probe = CreateTestProbe();
        TestActor.Tell("x", probe.Ref);
        TestActor.Tell("x", probe.Ref);
        ExpectMsg<string>((_, sender) => sender.Equals(probe.Ref));
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>((_, sender) => sender.Equals(TestActor)));
    }

    [Fact]
    public void An_assertion_decides_and_its_exception_is_the_tests()
    {
        TestActor.Tell("x");
        TestActor.Tell("x");
        ExpectMsg<string>(text => Assert.Equal("x", text));
        Assert.Throws<EqualException>(() => ExpectMsg<string>(text => Assert.Equal("y", text)));
    }

    [Fact]
    public void An_assertion_may_look_at_the_sender()
    {
        TestActor.Tell("x", TestActor);
        IActorRef? seen = null;
        ExpectMsg<string>((_, sender) => seen = sender);
        Assert.Equal(TestActor, seen);
    }

    [Fact]
    public void A_comparer_decides()
    {
        TestActor.Tell("HELLO");
        TestActor.Tell("HELLO");
        ExpectMsg("hello", StringComparer.OrdinalIgnoreCase.Equals);
        Assert.ThrowsAny<XunitException>(() => ExpectMsg("hello", StringComparer.Ordinal.Equals));
    }

    [Fact]
    public void Messages_come_in_order_and_a_failed_expectation_takes_its_message()
    {
        TestActor.Tell("a");
        TestActor.Tell("b");
        Assert.ThrowsAny<XunitException>(() => ExpectMsg("b"));
        ExpectMsg("b");
    }

    [Fact]
    public async Task Every_kind_can_be_awaited()
    {
        var probe = CreateTestProbe();
        for (var i = 0; i < 7; i++)
            TestActor.Tell("x", probe.Ref);
        await ExpectMsgAsync<string>();
        await ExpectMsgAsync("x");
        await ExpectMsgAsync<string>(text => text == "x");
        await ExpectMsgAsync<string>(text => Assert.Equal("x", text));
        await ExpectMsgAsync<string>((text, sender) => text == "x" && sender.Equals(probe.Ref));
        await ExpectMsgAsync<string>((_, sender) => Assert.Equal(probe.Ref, sender));
        await ExpectMsgAsync("X", StringComparer.OrdinalIgnoreCase.Equals);
    }

    [Fact]
    public async Task An_awaited_expectation_fails_like_a_blocking_one()
    {
        TestActor.Tell("x");
        var wrong = await Assert.ThrowsAnyAsync<XunitException>(async () => await ExpectMsgAsync<int>());
        Assert.Contains("System.Int32", wrong.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<XunitException>(async () => await ExpectMsgAsync<int>(Short));
    }

    [Fact]
    public async Task A_message_that_comes_during_the_wait_ends_it()
    {
        var expected = ExpectMsgAsync<string>(TimeSpan.FromSeconds(30)).AsTask();
        Assert.False(expected.IsCompleted);
        TestActor.Tell("x");
        Assert.Equal("x", await expected);
    }

    [Fact]
    public async Task A_cancelled_wait_ends()
    {
        using var stop = new CancellationTokenSource();
        var expected = ExpectMsgAsync<string>(TimeSpan.FromSeconds(30), cancellationToken: stop.Token).AsTask();
        await stop.CancelAsync();
        // Akka.NET may say that the message did not come. What counts is that the wait ended.
        await Assert.ThrowsAnyAsync<Exception>(() => expected.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void ExpectMsgFrom_insists_on_the_sender()
    {
        var probe = CreateTestProbe();
        for (var i = 0; i < 6; i++)
            TestActor.Tell("x", probe.Ref);
        ExpectMsgFrom<string>(probe.Ref);
        ExpectMsgFrom(probe.Ref, "x");
        ExpectMsgFrom<string>(probe.Ref, text => text == "x");
        ExpectMsgFrom<string>(probe.Ref, text => Assert.Equal("x", text));
        ExpectMsgFrom<string>(sender => Assert.Equal(probe.Ref, sender), text => Assert.Equal("x", text));
        Assert.ThrowsAny<Exception>(() => ExpectMsgFrom<string>(TestActor));
    }

    [Fact]
    public async Task ExpectMsgFrom_can_be_awaited()
    {
        var probe = CreateTestProbe();
        for (var i = 0; i < 6; i++)
            TestActor.Tell("x", probe.Ref);
        await ExpectMsgFromAsync<string>(probe.Ref);
        await ExpectMsgFromAsync(probe.Ref, "x");
        await ExpectMsgFromAsync<string>(probe.Ref, text => text == "x");
        await ExpectMsgFromAsync<string>(probe.Ref, text => Assert.Equal("x", text));
        await ExpectMsgFromAsync<string>(sender => Assert.Equal(probe.Ref, sender), text => Assert.Equal("x", text));
        await Assert.ThrowsAnyAsync<Exception>(async () => await ExpectMsgFromAsync(probe.Ref, "y"));
    }
}
