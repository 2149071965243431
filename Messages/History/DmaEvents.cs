using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages.History;

// DMAs. A transaction is known by SMMU, StreamID and TransactionId, which is unique among those that are under way.

/// <summary>Where a translation came from.</summary>
public enum TranslationPath : byte
{
    /// <summary>The SMMU translated: by walk or cache, that is its business.</summary>
    Translated,

    /// <summary>The device had it in its ATC and sent a translated request.</summary>
    Atc,

    /// <summary>The stream bypasses: STE.Config or S1DSS.</summary>
    StreamBypass,

    /// <summary>The SMMU was not enabled and GBPA let it pass.</summary>
    GlobalBypass,
}

/// <summary>A DMA begins. From the device, before its request (or its translated access) leaves.</summary>
/// <param name="Smmu">Behind which SMMU.</param>
/// <param name="Stream">The device's StreamID there.</param>
/// <param name="Transaction">Which.</param>
/// <param name="Substream">The PASID, if any.</param>
/// <param name="Input">The address that the device was given.</param>
/// <param name="Access">Read or write, instruction, privilege.</param>
public sealed record DmaStarted(
    SmmuId Smmu, StreamId Stream, TransactionId Transaction, SubstreamId? Substream, Iova Input, AccessAttributes Access) : IHistoryEvent;

/// <summary>The SMMU has an answer for a DMA. From the SMMU, before the answer leaves; not for what the ATC answers by itself.</summary>
/// <param name="Smmu">Which SMMU.</param>
/// <param name="Stream">The device's StreamID there.</param>
/// <param name="Transaction">Which.</param>
/// <param name="Outcome">Completed, or how it was terminated.</param>
/// <param name="Output">Output address if it was translated.</param>
public sealed record DmaAnswered(SmmuId Smmu, StreamId Stream, TransactionId Transaction, DmaOutcome Outcome, Pa Output) : IHistoryEvent;

/// <summary>A DMA waits for software: an event with Stall was recorded. From the SMMU. It goes on with a retry or ends.</summary>
/// <param name="Smmu">Which SMMU.</param>
/// <param name="Stream">The device's StreamID there.</param>
/// <param name="Transaction">Which.</param>
public sealed record DmaStalled(SmmuId Smmu, StreamId Stream, TransactionId Transaction) : IHistoryEvent;

/// <summary>A DMA is over: memory was read or written, or it was refused. From the device, after the access.</summary>
/// <param name="Smmu">Behind which SMMU.</param>
/// <param name="Stream">The device's StreamID there.</param>
/// <param name="Transaction">Which.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Output">The address that memory saw, where it got that far (Completed, BusError).</param>
/// <param name="Path">Where the translation came from.</param>
/// <param name="Fault">
/// What the SMMU found wrong, if it was terminated: the event that it recorded or would have; 0 where none belongs to it.
/// </param>
public sealed record DmaEnded(
    SmmuId Smmu, StreamId Stream, TransactionId Transaction, DmaOutcome Outcome, Pa Output, TranslationPath Path, EventId Fault = 0)
    : IHistoryEvent;
