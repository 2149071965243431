using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <summary>Results as a history has them.</summary>
internal static class HostResults
{
    extension(HostResult result)
    {
        public OperationStatus Status => result switch
        {
            HostResult.Ok => OperationStatus.Success,
            HostResult.Degraded => OperationStatus.Degraded,
            _ => OperationStatus.Failed,
        };

        /// <summary>0, or a negative errno.</summary>
        public int Code => result switch
        {
            HostResult.Ok => 0,
            HostResult.Degraded => -110,
            HostResult.Exists => -17,
            HostResult.NoEntry => -2,
            HostResult.Busy => -16,
            HostResult.NoMemory => -12,
            HostResult.Unsupported => -95,
            HostResult.NoDevice => -19,
            HostResult.NotTold => -14,
            HostResult.Refused => -5,
            HostResult.NoSpace => -28,
            _ => -22,
        };

        /// <summary>Why a device may not join a domain.</summary>
        public DomainJoined NotJoined(RequestId request) => new(request, result, default, default, default, default, default, 0);
    }

    extension(IDomainRequest request)
    {
        /// <summary>The answer if there is no such domain; null for what is not asked then.</summary>
        public IIommuProtocol? WithoutDomain => request switch
        {
            JoinDomain join => HostResult.NoEntry.NotJoined(join.Request),
            MapPages map => new PagesMapped(map.Request, HostResult.NoEntry),
            UnmapPages unmap => new PagesUnmapped(unmap.Request, HostResult.NoEntry, 0),
            HoldPages hold => new PagesHeld(hold.Request, HostResult.NoEntry, default),
            DestroyDomain destroy => new DomainDestroyed(destroy.Domain, destroy.Request, HostResult.NoEntry, IsClean: true),
            _ => null,
        };
    }
}
