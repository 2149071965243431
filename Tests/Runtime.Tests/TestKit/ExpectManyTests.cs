using Akka.TestKit;
using Xunit.Sdk;

namespace ActorIommu.Runtime.Tests.Kit;

public sealed class ExpectManyTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void All_of_some_messages_may_come_in_any_order()
    {
        Tell(2, 1, 3);
        Assert.Equal([2, 1, 3], ExpectMsgAllOf(1, 2, 3));
    }

    [Fact]
    public void A_missing_and_an_unexpected_message_are_named()
    {
        Tell(1, 4);
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsgAllOf(1, 2));
        Assert.Contains("not found [2]", failure.Message, StringComparison.Ordinal);
        Assert.Contains("found unexpected [4]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_messages_in_time_fail()
    {
        Tell(1);
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectMsgAllOf(Short, 1, 2));
        Assert.Contains("Only got 1", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task All_of_some_messages_can_be_awaited()
    {
        Tell(2, 1);
        var received = new List<int>();
        await foreach (var number in ExpectMsgAllOfAsync(new[] { 1, 2 }))
            received.Add(number);
        Assert.Equal([2, 1], received);
    }

    [Fact]
    public void Any_of_some_messages_will_do()
    {
        Tell(2, 5);
        Assert.Equal(2, ExpectMsgAnyOf(new[] { 1, 2, 3 }));
        Assert.ThrowsAny<XunitException>(() => ExpectMsgAnyOf(new[] { 1, 2, 3 }));
    }

    [Fact]
    public async Task Any_of_some_messages_can_be_awaited()
    {
        Tell(2);
        Assert.Equal(2, await ExpectMsgAnyOfAsync(new[] { 1, 2 }));
    }

    [Fact]
    public void Predicates_of_different_types_are_satisfied_in_any_order()
    {
        TestActor.Tell("text", TestActor);
        TestActor.Tell(7, TestActor);
        var received = ExpectMsgAllOfMatchingPredicates(
            PredicateInfo.Create<int>(number => number == 7), PredicateInfo.Create<string>(text => text == "text"));
        Assert.Equal(["text", 7], received);
    }

    [Fact]
    public void An_unsatisfied_predicate_fails()
    {
        TestActor.Tell("text", TestActor);
        TestActor.Tell(8, TestActor);
        Assert.ThrowsAny<XunitException>(() => ExpectMsgAllOfMatchingPredicates(
            PredicateInfo.Create<int>(number => number == 7), PredicateInfo.Create<string>(text => text == "text")));
    }

    [Fact]
    public void Silence_is_silence()
    {
        ExpectNoMsg(Short);
        ExpectNoMsg(0);
    }

    [Fact]
    public void A_message_breaks_the_silence_and_is_named()
    {
        Tell(4711);
        var failure = Assert.ThrowsAny<XunitException>(() => ExpectNoMsg(Short));
        Assert.Contains("4711", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_can_be_awaited()
    {
        await ExpectNoMsgAsync(Short);
        Tell(1);
        await Assert.ThrowsAnyAsync<XunitException>(async () => await ExpectNoMsgAsync(Short));
    }

    private void Tell(params int[] numbers)
    {
        foreach (var number in numbers)
            TestActor.Tell(number, TestActor);
    }
}
