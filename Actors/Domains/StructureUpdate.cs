using System.Collections.Immutable;

namespace ActorIommu.Actors.Domains;

/// <summary>How an entry gets from one content to another.</summary>
internal enum StructureUpdateKind
{
    /// <summary>No bit that the new entry uses differs: the order of the writes does not matter.</summary>
    Unused,

    /// <summary>One doubleword makes the change; a transaction finds the old entry or the new one.</summary>
    Hitless,

    /// <summary>The entry is invalid for a while; a transaction may find that too.</summary>
    Breaking,
}

/// <summary>One step: a 64-bit store, which is single-copy atomic, or an invalidation of what is cached, with its CMD_SYNC.</summary>
/// <param name="Dword">Which doubleword is stored; null for the invalidation.</param>
/// <param name="Value">What is stored.</param>
internal readonly record struct StructureStep(int? Dword, ulong Value)
{
    /// <summary>CMD_CFGI_STE or CMD_CFGI_CD of every stream that has the entry, then CMD_SYNC.</summary>
    public static StructureStep Sync => default;

    /// <summary>True for the invalidation.</summary>
    public bool IsSync => Dword is null;
}

/// <summary>The steps that rewrite an entry that the hardware may read at any time.</summary>
/// <param name="Kind">What the hardware can see meanwhile.</param>
/// <param name="CriticalDword">The doubleword that makes a hitless change.</param>
/// <param name="Steps">In order; stores between two synchronisations may become visible in any order.</param>
internal sealed record StructureUpdate(StructureUpdateKind Kind, int? CriticalDword, ImmutableArray<StructureStep> Steps);
