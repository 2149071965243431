using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages.History;

// ATCs. The device's own cache is invalidated by a request over PCIe that CMD_ATC_INV makes.

/// <summary>A device keeps a translation in its ATC. From the device. Optional: it makes explanations better.</summary>
/// <param name="Smmu">Behind which SMMU.</param>
/// <param name="Stream">Whose cache.</param>
/// <param name="Substream">The PASID, if any.</param>
/// <param name="Input">First address of the entry.</param>
/// <param name="Log2Size">log2 of its bytes.</param>
/// <param name="Output">Where it goes.</param>
public sealed record AtcFilled(SmmuId Smmu, StreamId Stream, SubstreamId? Substream, Iova Input, int Log2Size, Pa Output) : IHistoryEvent;

/// <summary>An invalidation request left for a device. From the SMMU.</summary>
/// <param name="Queue">Of the command.</param>
/// <param name="Slot">Of the command.</param>
/// <param name="Stream">To whose cache.</param>
public sealed record AtcInvalidationSent(QueueId Queue, uint Slot, StreamId Stream) : IHistoryEvent;

/// <summary>The device's Invalidate Completion arrived. From the SMMU.</summary>
/// <param name="Queue">Of the command.</param>
/// <param name="Slot">Of the command.</param>
public sealed record AtcInvalidationCompleted(QueueId Queue, uint Slot) : IHistoryEvent;

/// <summary>The device did not answer in time: the next CMD_SYNC meets CERROR_ATC_INV_SYNC. From the SMMU.</summary>
/// <param name="Queue">Of the command.</param>
/// <param name="Slot">Of the command.</param>
public sealed record AtcInvalidationTimedOut(QueueId Queue, uint Slot) : IHistoryEvent;
