using ActorIommu.Messages;

namespace ActorIommu.Actors.Devices;

/// <summary>The interrupts that arrived, and who handles them. It outlives the actor.</summary>
/// <typeparam name="THandler">How to reach who handles interrupts.</typeparam>
internal sealed class DoorbellState<THandler>
{
    private readonly Dictionary<SmmuId, THandler> _handlers = [];
    private readonly Dictionary<(SmmuId, InterruptSource), long> _wires = [];
    private long _messages;

    public void Raise(RaiseInterrupt raise) => _wires[(raise.Smmu, raise.Source)] = Count(raise.Smmu, raise.Source) + 1;

    public void Handle(HandleInterrupts handle, THandler handler) => _handlers[handle.Smmu] = handler;

    /// <summary>Who handles the wires of an SMMU, if anybody does.</summary>
    public THandler? HandlerOf(SmmuId smmu) => _handlers.GetValueOrDefault(smmu);

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
