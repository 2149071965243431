namespace ActorIommu.Simulation.Programs.Model;

/// <summary>What a model reads.</summary>
internal enum ReadKind : byte
{
    /// <summary>A doubleword of an STE.</summary>
    StreamTableEntry,

    /// <summary>A doubleword of a CD.</summary>
    ContextDescriptor,

    /// <summary>A stage 1 descriptor.</summary>
    StageOne,

    /// <summary>A stage 2 descriptor.</summary>
    StageTwo,
}

/// <summary>What an address of stage 2 is for.</summary>
internal enum StageTwoUse : byte
{
    /// <summary>The CD of the stream.</summary>
    Context,

    /// <summary>A stage 1 table.</summary>
    Table,

    /// <summary>The address of the DMA, after stage 1 if there is one.</summary>
    Output,
}

/// <summary>One read, with all that says which invalidations reach a cached copy of it.</summary>
/// <param name="Kind">What is read.</param>
/// <param name="Address">Physical address.</param>
/// <param name="Stream">The stream whose configuration it belongs to.</param>
internal readonly record struct ModelRead(ReadKind Kind, ulong Address, uint Stream)
{
    /// <summary>VMID of the translation.</summary>
    public ushort Vmid { get; init; }

    /// <summary>ASID of the translation.</summary>
    public ushort Asid { get; init; }

    /// <summary>The stream has a stage 1, so that stage 2 entries end up combined with it.</summary>
    public bool HasStageOne { get; init; }

    /// <summary>log2 of the granule of stage 1 at this IOVA, for stage 2 below it; 0 if there is none.</summary>
    public int StageOnePageShift { get; init; }

    /// <summary>The IOVA.</summary>
    public ulong Iova { get; init; }

    /// <summary>The IPA, for stage 2.</summary>
    public ulong Ipa { get; init; }

    /// <summary>What the IPA is for.</summary>
    public StageTwoUse Use { get; init; }

    /// <summary>Level of the descriptor.</summary>
    public int Level { get; init; }

    /// <summary>log2 of the granule.</summary>
    public int PageShift { get; init; }

    /// <summary>log2 of what one descriptor of this level maps.</summary>
    public int Log2Size { get; init; }
}

/// <summary>Memory as one walk of a model sees it.</summary>
internal abstract class ModelMemory
{
    /// <summary>The last value read is no longer what memory holds.</summary>
    public bool LastWasStale { get; protected set; }

    /// <summary>The walk took a way that no implementation can take.</summary>
    public bool IsRejected { get; protected set; }

    /// <summary>Reads a doubleword; false is an external abort.</summary>
    public abstract bool TryRead(in ModelRead read, out ulong value);

    /// <summary>The way that the walk took is not possible.</summary>
    public void Reject() => IsRejected = true;
}

/// <summary>Memory as it is now.</summary>
internal sealed class CurrentMemory(ProgramMemory memory) : ModelMemory
{
    /// <inheritdoc/>
    public override bool TryRead(in ModelRead read, out ulong value) => memory.TryRead64(new Hardware.Spec.Pa(read.Address), out value);
}
