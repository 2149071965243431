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
            HostResult.Refused => -5,
            _ => -22,
        };

        /// <summary>Why a device may not join a domain.</summary>
        public DomainJoined NotJoined(RequestId request) => new(request, result, default, default, default, default, default, 0);
    }
}
