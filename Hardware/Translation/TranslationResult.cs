using System.Runtime.InteropServices;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <summary>What became of a transaction.</summary>
public enum TranslationStatus : byte
{
    /// <summary>It goes on to <see cref="TranslationResult.Address"/>.</summary>
    Translated,

    /// <summary>It was terminated and the device sees an abort.</summary>
    Aborted,

    /// <summary>It was terminated and the device sees success: reads give zero, writes go nowhere (CD.A = 0, 3.12.1).</summary>
    ReadZeroWriteIgnored,

    /// <summary>It waits in the SMMU for CMD_RESUME or CMD_STALL_TERM (3.12.2): <see cref="TranslationResult.Stall"/>.</summary>
    Stalled,
}

/// <summary>Which way the answer was found.</summary>
public enum TranslationPath : byte
{
    /// <summary>CR0.SMMUEN = 0: GBPA decided.</summary>
    Disabled,

    /// <summary>The STE bypasses every stage.</summary>
    Bypass,

    /// <summary>An IOTLB entry.</summary>
    Iotlb,

    /// <summary>A translation table walk.</summary>
    Walk,

    /// <summary>The configuration alone terminated it.</summary>
    Configuration,
}

/// <summary>The answer to a <see cref="Transaction"/>.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Path">Which way the answer was found.</param>
/// <param name="Address">The output address, if translated.</param>
/// <param name="HasEvent">True if <paramref name="Event"/> is to be recorded.</param>
/// <param name="Event">The event record; all zeros if there is none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TranslationResult(
    TranslationStatus Status, TranslationPath Path, Pa Address, bool HasEvent, EventRecord Event)
{
    // The entry's address is Address, and the rest of it fits where a result has room: a hit does not pay for ATS.
    private readonly CompletionStatus _completion;
    private readonly byte _log2Size;
    private readonly byte _grants;

    /// <summary>Which stalled transaction it is, if it is stalled.</summary>
    public StallId Stall { get; init; }

    /// <summary>The answer to an ATS Translation Request; of any other transaction, none.</summary>
    public TranslationCompletion Completion
    {
        get => new(_completion, _completion == CompletionStatus.Success
            ? new TranslationEntry(TranslationEntry.Of(Address.Value, _log2Size).Word | _grants)
            : default);
        init => (_completion, _log2Size, _grants) = (value.Status, (byte)value.Entry.Log2Size, (byte)(value.Entry.Word & 0x3f));
    }

    /// <summary>The event may be told by a record of an equal one (7.3.1).</summary>
    public bool MayMerge { get; init; }

    /// <summary>Of a <see cref="TransactionKind.PageResponseCheck"/> that found a valid STE: STE.PPAR.</summary>
    public bool KeepsPasid { get; init; }
}
