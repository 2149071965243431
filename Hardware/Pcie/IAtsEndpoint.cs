using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Pcie;

/// <summary>The PCIe functions behind an SMMU, as far as the SMMU speaks to them of its own accord (IHI 0070 3.9.1).</summary>
public interface IAtsEndpoint
{
    /// <summary>An Invalidate Request. A StreamID that nothing has is answered too: with UR, which is no error (3.9.1.5).</summary>
    /// <returns>False if no Invalidate Completion comes within the time that ATS allows.</returns>
    bool TryInvalidate(StreamId stream, in InvalidateRequest request);

    /// <summary>A PRG Response.</summary>
    void Answer(in PageResponse response);
}
