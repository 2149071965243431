using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Actors.Drivers;

/// <summary>Numbers that no other part of the host software gives: each part has its own, and counts up in it.</summary>
internal sealed class HostIds
{
    private const int PartShift = 32;
    private const int Kinds = 5;

    private readonly long _part;
    private long _operations;
    private long _batches;

    private HostIds(long part) => _part = part << PartShift;

    public static HostIds Of(DomainId domain) => new((Kinds * (long)domain.Value) + 1);

    public static HostIds Of(DeviceId device) => new((Kinds * (long)device.Value) + 2);

    public static HostIds Of(SmmuId smmu) => new((Kinds * (long)smmu.Value) + 3);

    public static HostIds Of(ViommuId viommu) => new((Kinds * (long)viommu.Value) + 4);

    /// <summary>Of who asks a driver to issue commands.</summary>
    public static HostIds OfRequests() => new(5);

    public OperationId NextOperation() => new(_part + ++_operations);

    public BatchId NextBatch() => new(_part + ++_batches);
}
