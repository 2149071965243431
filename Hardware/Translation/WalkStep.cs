using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Translation;

/// <summary>What a walk reads next.</summary>
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
}

/// <summary>
/// What a walk asks of the world: one 64-bit read, or nothing more. Whoever drives the walk may answer at once, or much
/// later with other things in between: every read is a point where an invalidation can land.
/// </summary>
/// <param name="Kind">What is read; <see cref="FetchKind.None"/> when the walk is done.</param>
/// <param name="Address">The 8-byte aligned physical address.</param>
public readonly record struct WalkStep(FetchKind Kind, Pa Address)
{
    /// <summary>The walk has its result.</summary>
    public static WalkStep Done => default;

    /// <summary>True when there is nothing left to read.</summary>
    public bool IsDone => Kind == FetchKind.None;
}
