using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Machine;
using ActorIommu.Actors.Tests.Experiments;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Drivers;

/// <summary>How the driver starts an SMMU, whose registers the test plays: when they follow it goes on, else it gives up.</summary>
public sealed class StartTests
{
    private readonly RecordedHistory _history = new();
    private readonly Dictionary<int, ulong> _registers = [];
    private TimeSpan _waited;
    private int _reads;

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(25)]
    public void Registers_that_follow_after_so_many_reads_are_waited_for(int late)
    {
        Assert.Equal(CommandsOutcome.Completed, Start(BugSet.None, late, int.MaxValue));
        Assert.True(new Cr0((uint)_registers[RegisterOffset.Cr0]).SMMUEN);
        Assert.Empty(_history.Events.OfType<SmmuGivenUp>());
        Assert.Equal(late > 10, _waited > TimeSpan.Zero);
    }

    // 0: GBPA, 1: CR0 becomes 0, 2: the command queue, 3: the event queue, 4: interrupts, 5: translation.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 1)]
    public void A_register_that_does_not_follow_for_a_second_ends_the_start(int stuck, int released)
    {
        Assert.Equal(CommandsOutcome.TimedOut, Start(BugSet.None, 0, stuck));
        Assert.Equal(TimeSpan.FromSeconds(1), _waited);
        Assert.Single(_history.Events.OfType<SmmuGivenUp>());
        // A queue that may still run is not taken away.
        Assert.Equal(released, _history.Events.OfType<CommandQueueReleased>().Count());
        Assert.Equal(stuck == 5, new Cr0((uint)_registers.GetValueOrDefault(RegisterOffset.Cr0)).SMMUEN);
    }

    [Fact]
    public void Control_who_does_not_wait_goes_on_with_registers_that_do_not_follow()
    {
        Assert.Equal(CommandsOutcome.Completed, Start(new BugSet(Bug.UpdateNotAwaited), 0, 1));
        Assert.Single(_history.Events.OfType<CommandQueueReleased>());
        Assert.True(new Cr0((uint)_registers[RegisterOffset.Cr0]).SMMUEN);
    }

    [Fact]
    public void What_was_given_up_can_be_started_again()
    {
        var driver = Driver(BugSet.None);
        Assert.Equal(CommandsOutcome.TimedOut, Start(driver, 0, 2));
        Assert.Equal(CommandsOutcome.Completed, Start(driver, 0, int.MaxValue));
    }

    private CommandsOutcome Start(BugSet bugs, int late, int stuck) => Start(Driver(bugs), late, stuck);

    // Each register that is acknowledged is so after so many reads; but the one of that number, counted from 0, is never.
    private CommandsOutcome Start(SmmuDriver driver, int late, int stuck)
    {
        var (update, written) = (-1, 0UL);
        driver.Thread.Add(driver.Start());
        while (driver.Thread.Now is { } action)
        {
            switch (action.Kind)
            {
                case HostActionKind.Write:
                    _registers[action.Offset] = action.Value;
                    if (action.Offset is not (RegisterOffset.Gbpa or RegisterOffset.Cr0 or RegisterOffset.IrqCtrl)) break;
                    written = action.Value;
                    if (action.Offset == RegisterOffset.Gbpa) written = (new Gbpa((uint)action.Value) with { Update = false }).Raw;
                    (update, _reads) = (update + 1, 0);
                    break;
                case HostActionKind.Read:
                    driver.Thread.TryGoOn(new RegisterRead(driver.Thread.Ticket, update != stuck && _reads++ >= late ? written : ~written));
                    continue;
                case HostActionKind.Pause:
                    _waited += action.Duration;
                    break;
                case HostActionKind.Issue:
                    driver.Thread.TryGoOn(new CommandsEnded(driver.Thread.Ticket, CommandsOutcome.Completed));
                    continue;
                case HostActionKind.Report:
                    var outcome = ((SmmuStarted)action.Message!).Outcome;
                    driver.Thread.Advance();
                    Assert.Null(driver.Thread.Now);
                    return outcome;
            }

            driver.Thread.Advance();
        }

        throw new InvalidOperationException("The start ended and nobody was told.");
    }

    private SmmuDriver Driver(BugSet bugs) => BareDriver.New(Experiment.None with { Bugs = bugs, History = _history });
}
