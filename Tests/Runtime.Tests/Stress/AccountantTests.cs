namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>A judge that cannot convict proves nothing: each kind of error is planted and must be found.</summary>
public sealed class AccountantTests
{
    private readonly Accountant _accountant = new();

    [Fact]
    public void An_innocent_run_has_no_complaints()
    {
        var ledger = Sent(5);
        ledger.Handle(0, Outcome.Processed);
        ledger.Handle(1, Outcome.Failed);
        ledger.Handle(2, Outcome.Processed);
        ledger.Bury(3);
        ledger.Bury(4);
        var instance = _accountant.Construct("a");
        instance.Start();
        instance.Stop();
        _accountant.Watch("w", "a").Answer();

        Assert.Empty(_accountant.Judge());
        Assert.Equal((5, 2, 1, 2), (
            _accountant.Tally.Sent, _accountant.Tally.Of(Outcome.Processed), _accountant.Tally.Of(Outcome.Failed),
            _accountant.Tally.Of(Outcome.DeadLetter)));
    }

    [Fact]
    public void A_lost_message_is_found()
    {
        var ledger = Sent(3);
        ledger.Handle(0, Outcome.Processed);
        ledger.Handle(2, Outcome.Processed);

        Assert.Equal("s -> r: 1 of 3 messages lost, the first is 1", Assert.Single(_accountant.Judge()));
    }

    [Fact]
    public void A_message_lost_beyond_the_first_chunk_is_found()
    {
        var ledger = Sent(10_000);
        for (var i = 0; i < 9_999; i++)
            ledger.Handle(i, Outcome.Processed);

        Assert.Equal("s -> r: 1 of 10000 messages lost, the first is 9999", Assert.Single(_accountant.Judge()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_handled_twice_is_found(bool failing)
    {
        var second = failing ? Outcome.Failed : Outcome.Processed;
        var ledger = Sent(1);
        ledger.Handle(0, Outcome.Processed);
        ledger.Handle(0, second);

        Assert.Contains($"s -> r: message 0 was Processed and then {second}", _accountant.Judge());
    }

    [Fact]
    public void A_message_both_handled_and_dead_is_found()
    {
        var ledger = Sent(1);
        ledger.Handle(0, Outcome.Processed);
        ledger.Bury(0);

        Assert.Contains("s -> r: message 0 was Processed and then DeadLetter", _accountant.Judge());
    }

    [Fact]
    public void A_message_dead_twice_is_found()
    {
        var ledger = Sent(1);
        ledger.Bury(0);
        ledger.Bury(0);

        Assert.Contains("s -> r: message 0 was DeadLetter and then DeadLetter", _accountant.Judge());
    }

    [Fact]
    public void Messages_out_of_order_are_found()
    {
        var ledger = Sent(2);
        ledger.Handle(1, Outcome.Processed);
        ledger.Handle(0, Outcome.Processed);

        Assert.Equal("s -> r: message 0 was handled after message 1", Assert.Single(_accountant.Judge()));
    }

    [Fact]
    public void A_message_handled_by_a_stopped_actor_is_found()
    {
        var ledger = Sent(2);
        ledger.Bury(0);
        ledger.Handle(1, Outcome.Processed);

        Assert.Equal(
            "s -> r: message 1 was handled although message 0 before it was a dead letter", Assert.Single(_accountant.Judge()));
    }

    [Fact]
    public void An_actor_that_never_stopped_is_found()
    {
        _accountant.Construct("a").Start();

        Assert.Equal("a: started and never stopped", Assert.Single(_accountant.Judge()));
    }

    [Fact]
    public void An_actor_that_stopped_twice_is_found()
    {
        var instance = _accountant.Construct("a");
        instance.Start();
        instance.Stop();
        instance.Stop();

        Assert.Equal("a: PostStop ran again", Assert.Single(_accountant.Judge()));
    }

    [Fact]
    public void An_actor_that_started_twice_is_found()
    {
        var instance = _accountant.Construct("a");
        instance.Start();
        instance.Start();
        instance.Stop();

        Assert.Equal("a: PreStart ran again", Assert.Single(_accountant.Judge()));
    }

    [Fact]
    public void An_actor_that_stopped_without_a_start_is_found()
    {
        _accountant.Construct("a").Stop();

        Assert.Equal("a: PostStop without PreStart", Assert.Single(_accountant.Judge()));
    }

    [Fact]
    public void A_watch_without_an_answer_is_found()
    {
        _accountant.Watch("w", "a");

        Assert.Equal("w watches a: never answered", Assert.Single(_accountant.Judge()));
    }

    [Fact]
    public void A_watch_with_two_answers_is_found()
    {
        var watch = _accountant.Watch("w", "a");
        watch.Answer();
        watch.Answer();

        Assert.Equal("w watches a: answered again", Assert.Single(_accountant.Judge()));
    }

    [Fact]
    public void Many_complaints_are_counted_and_not_all_shown()
    {
        for (var i = 0; i < 50; i++)
            _accountant.Complain($"complaint {i}");

        var verdict = _accountant.Judge();

        Assert.Equal(21, verdict.Count);
        Assert.Equal("and 30 more", verdict[^1]);
    }

    private Ledger Sent(int count)
    {
        var ledger = _accountant.OpenLedger("s", "r");
        for (var i = 0; i < count; i++)
            Assert.Equal(i, ledger.Open());
        return ledger;
    }
}
