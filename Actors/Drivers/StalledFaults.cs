using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Drivers;

/// <summary>
/// Transactions that stall until somebody has answered for their page (Linux: arm_smmu_handle_event, arm_smmu_page_response). The tag of a
/// stall is the group of its page fault.
/// </summary>
internal sealed class StalledFaults
{
    private readonly Dictionary<(DeviceId Device, ushort Group), ResumeStalled> _open = [];

    /// <summary>An event of a stall: what is asked of whom it concerns; null if the device is unknown, so that nobody is.</summary>
    public ReportPageFault? Begin(FaultReported fault)
    {
        if (fault.Device is not { } device) return null;
        _open[(device, fault.Event.STAG)] = Answer(fault, isThere: true);
        SubstreamId? pasid = fault.Event.SSV ? fault.Event.SubstreamID : null;
        return new ReportPageFault(device, fault.Event.InputAddr, pasid, fault.Event.STAG, IsLast: true);
    }

    /// <summary>The answer; null if no transaction waits for it.</summary>
    public ResumeStalled? End(PageFaultAnswered answered) =>
        _open.Remove((answered.Device, answered.Group), out var resume) ? resume with { IsRetried = answered.IsThere } : null;

    /// <summary>What lets the transaction of a fault go on.</summary>
    public static ResumeStalled Answer(FaultReported fault, bool isThere) =>
        new(fault.Smmu, fault.Event.StreamID, fault.Event.STAG, isThere);
}
