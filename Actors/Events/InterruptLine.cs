using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Events;

/// <summary>What becomes of an interrupt.</summary>
/// <param name="Message">For the doorbell; null if it was a write to memory.</param>
/// <param name="IsAborted">The write of an MSI met an external abort.</param>
internal readonly record struct InterruptOutcome(IIommuProtocol? Message, bool IsAborted);

/// <summary>How an SMMU interrupts (IHI 0070 3.18): by its wires, or by a write that reaches the doorbell or plain memory.</summary>
internal sealed class InterruptLine(SmmuId smmu, DoorbellRange doorbell, IPhysicalMemory memory, BugSet? bugs = null)
{
    /// <summary>Raises an interrupt by the way that its configuration says.</summary>
    public InterruptOutcome Raise(InterruptSource source, MsiTarget target)
    {
        if (!target.IsMsi) return new InterruptOutcome(new RaiseInterrupt(smmu, source), false);
        if (doorbell.Contains(target.Address)) return new InterruptOutcome(new WriteDoorbell(target.Address, target.Data), false);
        if (source == InterruptSource.CommandSync && bugs?.Has(Quirk.SyncMsi64) == true)
            memory.TryWrite(new Pa(target.Address.Value + 4), 4, 0);
        return new InterruptOutcome(null, !memory.TryWrite(target.Address, 4, target.Data));
    }

    /// <summary>The event that wakes CPUs (4.7.3, SIG_SEV): a wire that has no MSI.</summary>
    public RaiseInterrupt WakeUp() => new(smmu, InterruptSource.WakeUp);

    /// <summary>The global error of an MSI that was aborted (6.3.21).</summary>
    public static Gerror AbortOf(InterruptSource source) => source switch
    {
        InterruptSource.EventQueue => default(Gerror) with { MsiEventqAbtErr = true },
        InterruptSource.PageRequestQueue => default(Gerror) with { MsiPriqAbtErr = true },
        InterruptSource.CommandSync => default(Gerror) with { MsiCmdqAbtErr = true },
        _ => default(Gerror) with { MsiGerrorAbtErr = true },
    };
}
