using ActorIommu.Messages;

namespace ActorIommu.Actors.Devices;

/// <summary>The interrupts that arrived. It outlives the actor.</summary>
internal sealed class DoorbellState
{
    private readonly Dictionary<(SmmuId, InterruptSource), long> _wires = [];
    private long _messages;

    public void Raise(RaiseInterrupt raise) => _wires[(raise.Smmu, raise.Source)] = Count(raise.Smmu, raise.Source) + 1;

    public void Write(WriteDoorbell write)
    {
        ArgumentNullException.ThrowIfNull(write);
        _messages++;
    }

    public InterruptsRead Read(ReadInterrupts read) => new(
        read.Request,
        Count(read.Smmu, InterruptSource.EventQueue),
        Count(read.Smmu, InterruptSource.CommandSync),
        Count(read.Smmu, InterruptSource.GlobalError),
        _messages,
        Count(read.Smmu, InterruptSource.PageRequestQueue),
        Count(read.Smmu, InterruptSource.WakeUp));

    private long Count(SmmuId smmu, InterruptSource source) => _wires.GetValueOrDefault((smmu, source));
}
