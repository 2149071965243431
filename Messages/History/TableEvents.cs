using ActorIommu.Hardware.Spec;

namespace ActorIommu.Messages.History;

// Translation tables, configuration structures, and the memory of both. Emitted by the software that writes them.

/// <summary>
/// A store to a translation table, recorded when walks can see it (with a store buffer: when it is drained). Its place in the history
/// is the version that a walk finds from then on, until the next store to the same descriptor.
/// </summary>
/// <param name="Operation">On whose behalf.</param>
/// <param name="Domain">Whose table.</param>
/// <param name="Table">Address of the table.</param>
/// <param name="Index">Which descriptor of it.</param>
/// <param name="Level">Of the table: 0 to 3.</param>
/// <param name="Input">First address that the descriptor translates, which follows from where the table hangs.</param>
/// <param name="Old">What was there.</param>
/// <param name="New">What is there now.</param>
public sealed record DescriptorWritten(
    OperationId Operation, DomainId Domain, Pa Table, int Index, int Level, Iova Input, Descriptor Old, Descriptor New) : IHistoryEvent;

/// <summary>Which structure a store changed.</summary>
public enum ConfigurationKind : byte
{
    /// <summary>Stream table entry, 8 doublewords.</summary>
    StreamTableEntry,

    /// <summary>Level 1 stream table descriptor, 1 doubleword.</summary>
    StreamTableDescriptor,

    /// <summary>Context descriptor, 8 doublewords.</summary>
    ContextDescriptor,

    /// <summary>Level 1 context descriptor, 1 doubleword.</summary>
    ContextTableDescriptor,
}

/// <summary>A store of 64 bits to a configuration structure, recorded when the SMMU can see it.</summary>
/// <param name="Operation">On whose behalf.</param>
/// <param name="Kind">Which structure.</param>
/// <param name="Smmu">Whose stream.</param>
/// <param name="Stream">Which stream it belongs to; of a level 1 descriptor the first.</param>
/// <param name="Substream">Context descriptors: which substream; 0 where there is one descriptor.</param>
/// <param name="Address">Address of the structure, not of the doubleword.</param>
/// <param name="Dword">Which doubleword.</param>
/// <param name="Old">What was there.</param>
/// <param name="New">What is there now.</param>
public sealed record ConfigurationWritten(
    OperationId Operation, ConfigurationKind Kind, SmmuId Smmu, StreamId Stream, SubstreamId Substream, Pa Address, int Dword,
    ulong Old, ulong New) : IHistoryEvent;

/// <summary>Memory for a table (translation, context descriptors, streams) was taken. Before anything is written to it.</summary>
/// <param name="Operation">On whose behalf.</param>
/// <param name="Address">First address.</param>
/// <param name="SizeBytes">How many bytes.</param>
public sealed record TableAllocated(OperationId Operation, Pa Address, ulong SizeBytes) : IHistoryEvent;

/// <summary>The first contents of a table can be seen by every SMMU: only now may anything point to it.</summary>
/// <param name="Address">Of the table.</param>
public sealed record TableInitialized(Pa Address) : IHistoryEvent;

/// <summary>Memory of a table goes back to the allocator. Before anybody else can have it.</summary>
/// <param name="Operation">On whose behalf.</param>
/// <param name="Address">First address.</param>
public sealed record TableFreed(OperationId Operation, Pa Address) : IHistoryEvent;

/// <summary>Pages for data were taken (pinned).</summary>
/// <param name="Address">First address.</param>
/// <param name="SizeBytes">How many bytes.</param>
public sealed record PagesAllocated(Pa Address, ulong SizeBytes) : IHistoryEvent;

/// <summary>Pages for data go back to their owner (unpinned). Before anybody else can have them.</summary>
/// <param name="Address">First address.</param>
/// <param name="SizeBytes">How many bytes.</param>
public sealed record PagesFreed(Pa Address, ulong SizeBytes) : IHistoryEvent;
