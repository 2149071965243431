using System.Collections.Immutable;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Domains;

/// <summary>What an entry of an invalidation array is invalidated by; the order is that of the commands.</summary>
internal enum InvalidationType : byte
{
    /// <summary>Stage 1, by ASID.</summary>
    Asid,

    /// <summary>Stage 2, by VMID.</summary>
    Vmid,

    /// <summary>Stage 1 above a stage 2 that is shared with a guest, by VMID.</summary>
    VmidStageOne,

    /// <summary>The cache of a device, by StreamID.</summary>
    Ats,

    /// <summary>The cache of a device, as a whole.</summary>
    AtsFull,
}

/// <summary>One thing to invalidate when a domain changes, and how many attachments ask for it (Linux: arm_smmu_inv).</summary>
/// <param name="Smmu">At which SMMU.</param>
/// <param name="Type">By which commands.</param>
/// <param name="Id">ASID, VMID or StreamID.</param>
/// <param name="Substream">Of a device's cache; 0 is none.</param>
/// <param name="Users">0: it is left out, and goes at the next change.</param>
internal readonly record struct InvalidationEntry(
    SmmuId Smmu, InvalidationType Type, uint Id, SubstreamId Substream = default, int Users = 1)
    : IComparable<InvalidationEntry>
{
    /// <summary>A device's cache.</summary>
    public bool IsAts => Type is InvalidationType.Ats or InvalidationType.AtsFull;

    /// <summary>By SMMU, type, id and substream.</summary>
    public int CompareTo(InvalidationEntry other) =>
        (Smmu.Value, (byte)Type, Id, Substream.Value).CompareTo((other.Smmu.Value, (byte)other.Type, other.Id, other.Substream.Value));
}

/// <summary>
/// Everything that an invalidation of a domain has to reach, sorted (Linux: arm_smmu_invs). A change makes a new array, so who took
/// one keeps what was true then; that is what RCU gives Linux.
/// </summary>
/// <param name="Entries">In order.</param>
internal sealed record InvalidationArray(ImmutableArray<InvalidationEntry> Entries)
{
    /// <summary>Nobody is attached.</summary>
    public static InvalidationArray Empty { get; } = new([]);

    /// <summary>Entries that nobody uses.</summary>
    public int Unused => Entries.Count(entry => entry.Users == 0);

    /// <summary>With one user more of each; what nobody used is dropped.</summary>
    public InvalidationArray Merge(params ReadOnlySpan<InvalidationEntry> added)
    {
        var entries = Entries.Where(entry => entry.Users > 0).ToList();
        foreach (var entry in added)
        {
            var index = entries.BinarySearch(entry);
            if (index < 0) entries.Insert(~index, entry with { Users = 1 });
            else entries[index] = entries[index] with { Users = entries[index].Users + 1 };
        }

        return new InvalidationArray([.. entries]);
    }

    /// <summary>With one user less of each. It needs no memory: what nobody uses stays where it is, but at the end.</summary>
    public InvalidationArray Release(params ReadOnlySpan<InvalidationEntry> removed)
    {
        var entries = Entries.ToList();
        foreach (var entry in removed)
        {
            var index = entries.BinarySearch(entry);
            if (index < 0 || entries[index].Users == 0) throw new InvalidOperationException($"{entry} is not in the array.");
            entries[index] = entries[index] with { Users = entries[index].Users - 1 };
        }

        while (entries.Count > 0 && entries[^1].Users == 0) entries.RemoveAt(entries.Count - 1);
        return new InvalidationArray([.. entries]);
    }

    /// <summary>Without what nobody uses.</summary>
    public InvalidationArray Purge() => new([.. Entries.Where(entry => entry.Users > 0)]);

    /// <summary>True if somebody uses an entry.</summary>
    public bool Has(InvalidationEntry entry) => Entries.Any(one => one.CompareTo(entry) == 0 && one.Users > 0);
}
