using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Simulation.Programs.Model;

/// <summary>What a model says becomes of a DMA.</summary>
/// <param name="Kind">How it ends.</param>
/// <param name="Address">Output address of a success.</param>
/// <param name="Event">The record of an event; of an abort without one, what it would have been.</param>
internal readonly record struct ModelAnswer(ModelAnswerKind Kind, ulong Address, EventRecord Event)
{
    /// <summary>True if a device and software see the same.</summary>
    public bool IsSameAs(in ModelAnswer other) =>
        Kind == other.Kind && Address == other.Address && (Kind != ModelAnswerKind.Event || Event == other.Event);

    /// <summary>An abort that nothing is recorded of.</summary>
    public static ModelAnswer Silent => default;

    /// <summary>Success.</summary>
    public static ModelAnswer At(ulong address) => new(ModelAnswerKind.Address, address, default);

    /// <summary>A fault, recorded or not.</summary>
    public static ModelAnswer Fault(in EventRecord record, bool isRecorded = true) =>
        new(isRecorded ? ModelAnswerKind.Event : ModelAnswerKind.Silent, 0, record);

    /// <summary>The answer of a core in the same terms; null if a model never gives it.</summary>
    public static ModelAnswer? Of(in TranslationResult result) => result.Status switch
    {
        TranslationStatus.Translated => At(result.Address.Value),
        TranslationStatus.Aborted => Fault(result.Event, result.HasEvent),
        _ => null,
    };
}

/// <summary>How a DMA ends.</summary>
internal enum ModelAnswerKind : byte
{
    /// <summary>Aborted, no record.</summary>
    Silent,

    /// <summary>It goes on to an address.</summary>
    Address,

    /// <summary>Aborted, with a record.</summary>
    Event,
}

/// <summary>A DMA as the models see it: unprivileged data, no SubstreamID.</summary>
/// <param name="Stream">Whose it is.</param>
/// <param name="Iova">Its address.</param>
/// <param name="IsWrite">Write, not read.</param>
internal readonly record struct ModelAccess(uint Stream, ulong Iova, bool IsWrite)
{
    /// <summary>A record about configuration.</summary>
    public EventRecord StructureEvent(EventId id) => default(EventRecord) with { Id = id, StreamID = new StreamId(Stream) };

    /// <summary>A record about the access.</summary>
    public EventRecord AccessEvent(EventId id, EventClass what) =>
        StructureEvent(id) with { RnW = !IsWrite, InputAddr = new Iova(Iova), CLASS = what };
}
