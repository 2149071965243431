using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Drivers;

/// <summary>The event handler against a queue of four records, whose registers the test plays.</summary>
public sealed class EventHandlingTests
{
    private const int MaxActions = 200;

    private bool _overflow;
    private bool _acknowledged;
    private uint _producer;
    private uint _consumer;

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void An_overflow_is_acknowledged(bool isBroken, bool acknowledged)
    {
        var driver = Driver(isBroken ? new BugSet(Bug.NoOvAck) : BugSet.None);
        (_producer, _overflow) = (4, true);
        Assert.Equal(4, Handle(driver, storm: false));
        Assert.Equal((4u, acknowledged), (_consumer, _acknowledged));
    }

    [Fact]
    public void A_storm_of_events_does_not_keep_other_jobs_waiting()
    {
        var driver = Driver(BugSet.None);
        _producer = 4;
        driver.Thread.Add(driver.HandleEvents());
        driver.Thread.Add([HostAction.Read(RegisterOffset.Gerror)]);
        Assert.InRange(ActionsUntil(driver, RegisterOffset.Gerror), 1, 20);
    }

    [Fact]
    public void Control_a_handler_that_never_stops_keeps_them_waiting()
    {
        var driver = Driver(new BugSet(Bug.DrainForever));
        _producer = 4;
        driver.Thread.Add(driver.HandleEvents());
        driver.Thread.Add([HostAction.Read(RegisterOffset.Gerror)]);
        Assert.Equal(MaxActions, ActionsUntil(driver, RegisterOffset.Gerror));
    }

    private int Handle(SmmuDriver driver, bool storm)
    {
        driver.Thread.Add(driver.HandleEvents());
        var reports = 0;
        while (driver.Thread.Now is { } action)
        {
            if (action.Kind == HostActionKind.Report) reports++;
            Do(driver, action, storm);
        }

        return reports;
    }

    private int ActionsUntil(SmmuDriver driver, int offset)
    {
        for (var actions = 0; actions < MaxActions; actions++)
        {
            if (driver.Thread.Now is not { } action || action.Offset == offset) return actions;
            Do(driver, action, storm: true);
        }

        return MaxActions;
    }

    // In a storm each record that is taken makes room for another.
    private void Do(SmmuDriver driver, HostAction action, bool storm)
    {
        switch (action.Kind)
        {
            case HostActionKind.Read:
                var read = default(EventqProd) with { WR = _producer, OVFLG = _overflow };
                driver.Thread.TryGoOn(new RegisterRead(driver.Thread.Ticket, read.Raw));
                return;
            case HostActionKind.Write:
                var written = new EventqCons((uint)action.Value);
                (_consumer, _acknowledged) = (written.RD, written.OVACKFLG);
                if (storm) _producer = (_producer + 1) & 7;
                break;
        }

        driver.Thread.Advance();
    }

    private static SmmuDriver Driver(BugSet bugs) => BareDriver.New(Experiment.None with { Bugs = bugs });
}
