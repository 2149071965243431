using ActorIommu.Hardware.Spec;

namespace ActorIommu.Simulation.Programs.Model;

/// <summary>What finds an entry: tags, granule and level, and the address aligned to the level's size.</summary>
/// <param name="Asid">-1 for stage 2 alone.</param>
/// <param name="Vmid">VMID.</param>
/// <param name="Input">First input address.</param>
/// <param name="PageShift">log2 of the granule.</param>
/// <param name="Level">Level of the leaf.</param>
internal readonly record struct QemuTlbKey(int Asid, int Vmid, ulong Input, int PageShift, int Level);

/// <summary>A cached translation.</summary>
/// <param name="Output">First output address.</param>
/// <param name="Log2Size">log2 of its size.</param>
/// <param name="One">What stage 1 permits; everything if it does not translate.</param>
/// <param name="Two">What stage 2 permits; everything if it does not translate.</param>
/// <param name="Ipa">First IPA of a combined entry.</param>
internal readonly record struct QemuTlbEntry(ulong Output, int Log2Size, ModelLeaf One, ModelLeaf Two, ulong Ipa);

/// <summary>
/// QEMU's TLB: entries by exact key, looked up level by level; it fills on success alone and evicts nothing but, when 256
/// entries are in it, everything. None of that departs from the architecture, which leaves the shape of a TLB open.
/// </summary>
internal sealed class QemuTlb
{
    private const int Capacity = 256;
    private readonly Dictionary<QemuTlbKey, QemuTlbEntry> _entries = [];

    /// <summary>Entries held.</summary>
    public int Count => _entries.Count;

    /// <summary>Looks for an address from the level where a walk of this size would start.</summary>
    public bool TryFind(int asid, int vmid, ulong address, int pageShift, int inputBits, out QemuTlbEntry entry)
    {
        // Levels are bytes there: a walk of more levels than there are begins beyond the last and finds nothing.
        for (var level = FirstLevel(pageShift, inputBits); level <= 3; level++)
        {
            var mask = (1UL << (pageShift + ((3 - level) * (pageShift - 3)))) - 1;
            if (_entries.TryGetValue(new QemuTlbKey(asid, vmid, address & ~mask, pageShift, level), out entry)) return true;
        }

        entry = default;
        return false;
    }

    /// <summary>Caches a translation.</summary>
    public void Fill(in QemuTlbKey key, in QemuTlbEntry entry)
    {
        if (_entries.Count >= Capacity) _entries.Clear();
        _entries[key] = entry;
    }

    /// <summary>Executes a TLBI; anything else has no effect.</summary>
    public void Execute(in Command command)
    {
        int vmid = command.VMID.Value, asid = command.ASID.Value;
        switch (command.Opcode)
        {
            case CommandOpcode.TlbiNsnhAll:
                _entries.Clear();
                break;
            case CommandOpcode.TlbiNhAll:
                Remove(key => key.Vmid == vmid && key.Asid >= 0);
                break;
            case CommandOpcode.TlbiNhAsid:
                Remove(key => key.Vmid == vmid && key.Asid == asid);
                break;
            case CommandOpcode.TlbiS12Vmall:
                Remove(key => key.Vmid == vmid);
                break;
            case CommandOpcode.TlbiNhVa:
                RemoveRange(command, command.Address, asid, key => key.Vmid == vmid && key.Asid == asid);
                break;
            case CommandOpcode.TlbiNhVaa:
                RemoveRange(command, command.Address, null, key => key.Vmid == vmid);
                break;
            case CommandOpcode.TlbiS2Ipa:
                RemoveRange(command, command.PageAddress, -1, key => key.Vmid == vmid && key.Asid < 0);
                break;
        }
    }

    private static int FirstLevel(int pageShift, int inputBits)
    {
        if (pageShift == 0) return int.MaxValue;
        var level = 4 - ((inputBits - 4) / (pageShift - 3));
        return level < 0 ? int.MaxValue : level;
    }

    private void RemoveRange(in Command command, ulong address, int? asid, Func<QemuTlbKey, bool> matches)
    {
        var granule = command.TG == TlbiGranule.None ? 0 : (int)command.TG * 2 + 10;
        if (granule == 0)
        {
            RemovePart(address, 0xfff, asid, granule, (int)command.TTL, true, matches, command.VMID.Value);
            return;
        }

        // A range is cut into aligned powers of two.
        var end = address + ((((ulong)command.NUM + 1) << ((command.SCALE & 31) + granule)) - 1);
        while (address != end + 1)
        {
            var mask = AlignedMask(address, end);
            RemovePart(address, mask, asid, granule, (int)command.TTL, mask >> granule == 0, matches, command.VMID.Value);
            address += mask + 1;
        }
    }

    // With a level hint and one page the exact key is tried first, and if it is there nothing else goes.
    private void RemovePart(
        ulong address, ulong mask, int? asid, int granule, int level, bool isOnePage, Func<QemuTlbKey, bool> matches, int vmid)
    {
        if (level != 0 && isOnePage && asid is { } tag && _entries.Remove(new QemuTlbKey(tag, vmid, address, granule, level))) return;
        foreach (var (key, entry) in _entries)
        {
            var entryMask = (1UL << entry.Log2Size) - 1;
            if (matches(key) && ((address & ~entryMask) == key.Input || (key.Input & ~mask) == address)) _entries.Remove(key);
        }
    }

    private void Remove(Func<QemuTlbKey, bool> matches)
    {
        foreach (var key in _entries.Keys)
        {
            if (matches(key)) _entries.Remove(key);
        }
    }

    private static ulong AlignedMask(ulong start, ulong end)
    {
        var alignment = start == 0 ? ulong.MaxValue : (start & (0 - start)) - 1;
        var size = end - start == ulong.MaxValue ? ulong.MaxValue : (1UL << System.Numerics.BitOperations.Log2(end - start + 1)) - 1;
        return Math.Min(alignment, size);
    }
}
