using ActorIommu.Messages;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// Transactions that stall until somebody has answered for their page (Linux: arm_smmu_handle_event, arm_smmu_page_response). The tag of a
/// stall is the group of its page fault.
/// </summary>
internal sealed class StalledFaults
{
    private readonly Dictionary<(DeviceId Device, ushort Group), FaultReported> _open = [];

    /// <summary>A device asks for a page.</summary>
    public void Begin(DeviceId device, FaultReported fault) => _open[(device, fault.Event.STAG)] = fault;

    /// <summary>A group is answered: what lets the transaction go on.</summary>
    public ResumeStalled End(DeviceId device, ushort group, bool isThere)
    {
        _open.Remove((device, group), out var fault);
        return Answer(fault!, isThere);
    }

    /// <summary>What lets the transaction of a fault go on.</summary>
    public static ResumeStalled Answer(FaultReported fault, bool isThere) =>
        new(fault.Smmu, fault.Event.StreamID, fault.Event.STAG, isThere);
}
