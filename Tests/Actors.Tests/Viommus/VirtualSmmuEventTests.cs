using ActorIommu.Actors.Drivers;
using ActorIommu.Actors.Tests.Experiments;
using ActorIommu.Actors.Tests.Rig;
using ActorIommu.Actors.Vmm;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Tests.Viommus;

/// <summary>What a virtual SMMU tells its guest of a viommu's events, and of those that the viommu lost (IHI 0070 7.4).</summary>
public sealed class VirtualSmmuEventTests
{
    private static readonly Pa Ram = new(0x1000);
    private static readonly ViommuId Viommu = new(0);
    private static readonly EventRecord Event =
        default(EventRecord) with { Id = EventId.FTranslation, StreamID = new StreamId(4) };

    private readonly RecordedHistory _history = new();
    private VirtualSmmuState<string> _smmu = null!;

    [Fact]
    public void An_event_is_recorded_and_interrupts()
    {
        Start();
        Assert.Equal(1, Take((0, IsLost: false)));
        Assert.Equal((1u, false), Producer);
        Assert.Empty(Inside<EventLost>());
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0, Bug.VirtualLossUntold)]
    public void What_the_viommu_lost_toggles_OVFLG_once_until_the_guest_acknowledges(bool isTold, int lost, params Bug[] bugs)
    {
        Start(bugs);
        // Numbers 0 and 1 are missing: nothing was recorded before, so nobody has interrupted the guest.
        Assert.Equal(isTold ? 1 : 0, Take((1, IsLost: true)));
        Assert.Equal((0u, isTold), Producer);
        Take((2, IsLost: true));
        Assert.Equal((0u, isTold), Producer);
        Assert.Equal(isTold ? 1 : 0, Inside<OverflowRaised>().Count());
        if (!isTold) return;

        Acknowledge();
        Assert.Single(Inside<OverflowAcknowledged>());
        Assert.Equal(1, Take((3, IsLost: true)));
        Assert.Equal((0u, false), Producer);
        Assert.Equal(lost + 2, Inside<EventLost>().Count(one => one.IsSignalled));
    }

    [Fact]
    public void A_gap_in_the_numbers_is_a_loss_as_well()
    {
        Start();
        Assert.Equal(1, Take((0, IsLost: false), (3, IsLost: false)));
        // The guest is interrupted for the first record, which it has not read: it will look.
        Assert.Equal((2u, true), Producer);
        Assert.Equal(2, Inside<EventLost>().Count());
        Assert.Equal(2, Inside<EventRecorded>().Count());
    }

    private void Start(params Bug[] bugs)
    {
        var memory = new PhysicalMemory((Ram, 0x1000UL));
        _smmu = new VirtualSmmuState<string>(new VirtualSmmuDescription
        {
            Guest = new GuestId(0),
            Id = new SmmuId(0),
            Capabilities = Board.Capabilities,
            Viommus = [Viommu],
            Devices = [],
            Policy = DispatchPolicy.Broadcast,
            Memory = memory,
            HostMemory = memory,
            Buffers = Ram,
            History = _history,
            Bugs = new BugSet(bugs),
        });
        _smmu.Write(RegisterOffset.EventqBase, 8, (default(QueueBase) with { ADDR = Ram.Value, LOG2SIZE = 3 }).Raw);
        _smmu.Write(RegisterOffset.Cr0, 4, (default(Cr0) with { EVENTQEN = true }).Raw);
        _smmu.Write(RegisterOffset.IrqCtrl, 4, (default(IrqCtrl) with { EventqIrqen = true }).Raw);
    }

    // Reads from the viommu until it has nothing; how often the guest is interrupted meanwhile.
    private int Take(params (uint Sequence, bool IsLost)[] events)
    {
        var (waiting, interrupts) = (new Queue<(uint Sequence, bool IsLost)>(events), 0);
        _smmu.Thread.Add(_smmu.TakeEvents(Viommu));
        while (_smmu.Thread.Now is { } action)
        {
            if (action.Kind == HostActionKind.Report)
            {
                interrupts++;
                _smmu.Thread.Advance();
            }
            else if (waiting.TryDequeue(out var one))
            {
                _smmu.Thread.TryGoOn(new VirtualEventRead(_smmu.Thread.Ticket, HostResult.Ok, one.Sequence, one.IsLost, Event));
            }
            else
            {
                _smmu.Thread.TryGoOn(new VirtualEventRead(_smmu.Thread.Ticket, HostResult.NoEntry, 0, IsLost: false, default));
            }
        }

        return interrupts;
    }

    private (uint Index, bool Overflow) Producer
    {
        get
        {
            var register = new EventqProd((uint)_smmu.Read(RegisterOffset.EventqProd, 4));
            return (register.WR, register.OVFLG);
        }
    }

    private void Acknowledge() => _smmu.Write(RegisterOffset.EventqCons, 4, (default(EventqCons) with { OVACKFLG = true }).Raw);

    private IEnumerable<T> Inside<T>() => _history.Events.OfType<GuestEvent>().Select(one => one.Event).OfType<T>();
}
