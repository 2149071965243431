using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <summary>What a walk reads next, or updates.</summary>
public enum FetchKind : byte
{
    /// <summary>Nothing: the walk is done.</summary>
    None,

    /// <summary>A level 1 stream table descriptor.</summary>
    L1StreamTableDescriptor,

    /// <summary>One of the eight doublewords of an STE.</summary>
    StreamTableEntry,

    /// <summary>A level 1 context descriptor table entry.</summary>
    L1ContextDescriptor,

    /// <summary>One of the eight doublewords of a CD.</summary>
    ContextDescriptor,

    /// <summary>A stage 1 translation table descriptor.</summary>
    StageOneDescriptor,

    /// <summary>A stage 2 translation table descriptor.</summary>
    StageTwoDescriptor,

    /// <summary>A compare-and-swap of a stage 1 leaf descriptor: access flag or dirty state (IHI 0070 3.13).</summary>
    StageOneUpdate,

    /// <summary>A compare-and-swap of a stage 2 leaf descriptor.</summary>
    StageTwoUpdate,
}

/// <summary>
/// What a walk asks of the world: one 64-bit read, one 64-bit compare-and-swap, or nothing more. Whoever drives the walk may
/// answer at once, or much later with other things in between: every step is a point where an invalidation can land. The answer
/// to either is the value that was found.
/// </summary>
/// <param name="Kind">What is read or updated; <see cref="FetchKind.None"/> when the walk is done.</param>
/// <param name="Address">The 8-byte aligned physical address; 56 bits of it count, which is all that there are.</param>
public readonly record struct WalkStep(FetchKind Kind, Pa Address)
{
    private const int KindShift = 56;

    // One word, so that a step is answered in a register.
    private readonly ulong _word = ((ulong)Kind << KindShift) | Address.Value.AddressBits(KindShift - 1, 0);

    /// <summary>What is read or updated; <see cref="FetchKind.None"/> when the walk is done.</summary>
    public FetchKind Kind => (FetchKind)(_word >> KindShift);

    /// <summary>The 8-byte aligned physical address.</summary>
    public Pa Address => new(_word.AddressBits(KindShift - 1, 0));

    /// <summary>The walk has its result.</summary>
    public static WalkStep Done => default;

    /// <summary>True when there is nothing left to read.</summary>
    public bool IsDone => Kind == FetchKind.None;

    /// <summary>True for a compare-and-swap, of <see cref="ISmmuCore.UpdateOf"/>; false for a read.</summary>
    public bool IsUpdate => Kind >= FetchKind.StageOneUpdate;
}

/// <summary>The compare-and-swap of a step that is an update.</summary>
/// <param name="Expected">The value that is replaced; anything else that is found stays.</param>
/// <param name="Desired">The value that replaces it.</param>
public readonly record struct DescriptorUpdate(ulong Expected, ulong Desired);
