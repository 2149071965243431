using ActorIommu.Hardware.Pcie;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tests.Pcie;

/// <summary>A function that notes what it is told, and can be made to answer no invalidation.</summary>
internal sealed class Endpoint : IAtsEndpoint
{
    public bool IsSilent { get; set; }

    public List<(StreamId Stream, InvalidateRequest Request)> Invalidations { get; } = [];

    public List<PageResponse> Responses { get; } = [];

    public bool TryInvalidate(StreamId stream, in InvalidateRequest request)
    {
        Invalidations.Add((stream, request));
        return !IsSilent;
    }

    public void Answer(in PageResponse response) => Responses.Add(response);
}
