using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Messages;

// Conversation: one DMA.
//   workload -> Machine -> Device: StartDma      Device -> Smmu: TranslateDma      Smmu -> Device: DmaTranslated
//   Device -> Smmu: DmaRetired      Device -> workload: DmaCompleted      A DMA by ATS begins with the conversation of AtsProtocol.
// A CMD_SYNC waits for the accesses that it may not overtake (IHI 0070 4.7.3), so a device says of each that was let through when it was
// made.
// Order: none between different DMAs, of one device neither; the workload orders by waiting for DmaCompleted. An event that a
// DMA caused was sent to the event queue before DmaTranslated was sent to the device. A DMA that stalls (IHI 0070 3.12.2) is not
// answered: DmaTranslated comes when software has resumed or terminated it (a TakeEffect of CMD_RESUME or CMD_STALL_TERM), or has
// disabled the SMMU; other DMAs overtake it meanwhile.

/// <summary>How a DMA ended.</summary>
public enum DmaOutcome : byte
{
    /// <summary>The access was made.</summary>
    Completed,

    /// <summary>The SMMU terminated it with an abort.</summary>
    Aborted,

    /// <summary>The SMMU terminated it so that the device sees success: zero was read, or nothing written.</summary>
    ReadZeroWriteIgnored,

    /// <summary>It was translated, and the system answered the output address with an external abort.</summary>
    BusError,

    /// <summary>ATS: the translation does not permit the access, or there is none. The device may ask for the page (PRI).</summary>
    NotGranted,

    /// <summary>ATS: the Translation Request ended in UR or CA.</summary>
    RequestRefused,
}

/// <summary>A workload has a device make one access of at most 8 bytes. Answered by <see cref="DmaCompleted"/>.</summary>
/// <param name="Device">Who makes it.</param>
/// <param name="Transaction">Returned with the answer.</param>
/// <param name="Address">Input address, aligned to the size.</param>
/// <param name="Access">Read or write, instruction, privilege.</param>
/// <param name="SizeBytes">1, 2, 4 or 8; any other size ends in <see cref="DmaOutcome.BusError"/>.</param>
/// <param name="Data">What a write writes.</param>
/// <param name="Substream">The PASID, if the device supplies one.</param>
/// <param name="UsesAts">
/// The device translates the address by its translation cache or a Translation Request (AtsProtocol), and makes a translated access;
/// while ATS is off it makes an untranslated one all the same.
/// </param>
/// <param name="Alias">With which of the device's StreamIDs: 0 is its first. ATS goes with the first.</param>
public sealed record StartDma(
    DeviceId Device, TransactionId Transaction, Iova Address, AccessAttributes Access, int SizeBytes, ulong Data = 0,
    SubstreamId? Substream = null, bool UsesAts = false, int Alias = 0)
    : IDeviceRequest;

/// <summary>A device's access on its way through the SMMU. Answered by <see cref="DmaTranslated"/>.</summary>
/// <param name="Transaction">Returned with the answer.</param>
/// <param name="Stream">The device's StreamID at this SMMU.</param>
/// <param name="Address">Input address.</param>
/// <param name="Access">Read or write, instruction, privilege.</param>
/// <param name="Substream">The PASID, if the device supplies one.</param>
/// <param name="IsTranslated">The address is of a Translation Completion.</param>
public sealed record TranslateDma(
    TransactionId Transaction, StreamId Stream, Iova Address, AccessAttributes Access, SubstreamId? Substream, bool IsTranslated = false)
    : IIommuProtocol;

/// <summary>
/// The SMMU's answer to <see cref="TranslateDma"/>, late if it stalled. What went wrong is for software alone to know: a device passes
/// Path and Fault on to the history and does nothing else with them.
/// </summary>
/// <param name="Transaction">Of the access.</param>
/// <param name="Outcome"><see cref="DmaOutcome.Completed"/> if it may go on to <paramref name="Address"/>.</param>
/// <param name="Address">Output address.</param>
/// <param name="Path">Where the translation came from.</param>
/// <param name="Fault">The event that terminated it; 0 if there was none.</param>
public sealed record DmaTranslated(
    TransactionId Transaction, DmaOutcome Outcome, Pa Address, TranslationPath Path = TranslationPath.Translated, EventId Fault = 0)
    : IIommuProtocol;

/// <summary>
/// The access that <see cref="DmaTranslated"/> let through was made, so everybody sees it. Not answered; of a DMA that was terminated
/// there is none.
/// </summary>
/// <param name="Transaction">Of the access.</param>
public sealed record DmaRetired(TransactionId Transaction) : IIommuProtocol;

/// <summary>The end of a DMA, from the device to who started it.</summary>
/// <param name="Device">Who made it.</param>
/// <param name="Transaction">Of <see cref="StartDma"/>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Address">Output address, if it was translated.</param>
/// <param name="Data">What a read read.</param>
public sealed record DmaCompleted(DeviceId Device, TransactionId Transaction, DmaOutcome Outcome, Pa Address, ulong Data) : IIommuProtocol;

/// <summary>The SMMU to itself: the walk in this slot makes its next memory read. Only where walks take more than one step.</summary>
/// <param name="Slot">Of the walk.</param>
public sealed record ContinueWalk(int Slot) : IIommuProtocol;
