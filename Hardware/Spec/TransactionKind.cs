namespace ActorIommu.Hardware.Spec;

/// <summary>What a device asks of the SMMU (IHI 0070 3.9.1).</summary>
public enum TransactionKind : byte
{
    /// <summary>An access to an address that is to be translated.</summary>
    Untranslated,

    /// <summary>An ATS Translation Request: the translation itself is the answer. A write asks for write permission too (NW = 0).</summary>
    TranslationRequest,

    /// <summary>An access to an address that an earlier Translation Completion gave.</summary>
    Translated,

    /// <summary>No access: whether the stream's automatic page responses carry a PASID (8.1, STE.PPAR).</summary>
    PageResponseCheck,
}
