using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Queues;

/// <summary>How a CMD_SYNC tells that it completed (IHI 0070 4.7.3): SIG_SEV, and the order of its MSI and CONS.</summary>
public sealed class SyncSignalTests
{
    private const ulong Msi = 0x4100_0000;

    [Theory]
    [InlineData(true, SyncSignal.Sev, 1)]
    [InlineData(false, SyncSignal.Sev, 0)]
    [InlineData(true, SyncSignal.None, 0)]
    [InlineData(true, SyncSignal.Irq, 0)]
    public void SIG_SEV_sends_an_event_where_IDR0_SEV_offers_it(bool offered, SyncSignal signal, int expected)
    {
        var rig = new Rig(Chip.Make(zero => zero with { SEV = offered }));
        rig.Submit(Commands.Sync with { CS = signal });
        Assert.Equal((expected, signal == SyncSignal.Irq ? 1 : 0), (rig.Smmu.Interrupts.WakeUps, rig.Smmu.Interrupts.CommandSync));
        Assert.Equal((1u, 0u), (rig.Read(RegisterOffset.CmdqCons), rig.Gerror));
    }

    // What CMDQ_CONS reads at the moment of the MSI.
    [Theory]
    [InlineData(0, 0u)]
    [InlineData(1, 1u)]
    public void Hardware_chooses_whether_CONS_passes_before_the_MSI(int choice, uint expected)
    {
        var memory = new WatchedMemory();
        var rig = new Rig(implementation: new SmmuImplementation { Choices = new Always(Freedom.SyncSignalOrder, choice) }, memory: memory);
        memory.OnMsi = () => memory.Seen.Add(rig.Read(RegisterOffset.CmdqCons));
        rig.Submit(Commands.Sync with { CS = SyncSignal.Irq, MSIAddress = Msi, MSIData = 7 });
        Assert.Equal([expected], memory.Seen);
        Assert.Equal(1u, rig.Read(RegisterOffset.CmdqCons));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_abort_of_the_MSI_is_a_global_error_in_either_order(int choice)
    {
        var rig = new Rig(implementation: new SmmuImplementation { Choices = new Always(Freedom.SyncSignalOrder, choice) });
        rig.Submit(Commands.Sync with { CS = SyncSignal.Irq, MSIAddress = 0x1000 }, Commands.Sync);
        Assert.Equal((0x10u, 2u), (rig.Gerror, rig.Read(RegisterOffset.CmdqCons)));
    }

    private sealed class Always(Freedom freedom, int choice) : IChoices
    {
        public int Choose(Freedom site, int count) => site == freedom ? choice : 0;
    }

    private sealed class WatchedMemory : IPhysicalMemory
    {
        private readonly PhysicalMemory _inner = new((new Pa(0x4000_0000), 0x4000_0000UL));

        public List<uint> Seen { get; } = [];

        public Action? OnMsi { get; set; }

        public bool TryRead64(Pa address, out ulong value) => _inner.TryRead64(address, out value);

        public bool TryWrite64(Pa address, ulong value) => _inner.TryWrite64(address, value);

        public bool TryCompareExchange64(Pa address, ulong expected, ulong replacement, out ulong observed)
        {
            if (address.Value == Msi) OnMsi?.Invoke();
            return _inner.TryCompareExchange64(address, expected, replacement, out observed);
        }
    }
}
