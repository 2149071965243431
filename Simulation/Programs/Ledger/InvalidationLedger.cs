using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Programs.Model;

namespace ActorIommu.Simulation.Programs.Ledger;

/// <summary>
/// The invalidations that a CMD_SYNC has completed, and the one question about them: may a copy of a value that was
/// replaced at a given time still be cached? Written from IHI 0070 4.3 and 4.4, apart from the core's caches.
/// </summary>
/// <param name="capabilities">Say which commands are illegal.</param>
internal sealed class InvalidationLedger(SmmuCapabilities capabilities)
{
    private readonly List<(int Time, Command Command)> _pending = [];
    private readonly List<(int Time, Command Command)> _complete = [];
    private bool _isStopped;

    /// <summary>
    /// Software submits a command. What is not complete yet promises nothing (4.7.3), and neither does anything behind an
    /// illegal command, at which the queue stops (7.1): QEMU consumes some that it does not know (divergence 20).
    /// </summary>
    public void Submit(in Command command, int time)
    {
        _isStopped |= CommandLegality.Check(command, capabilities) != CommandError.None;
        if (_isStopped) return;
        if (command.Opcode == CommandOpcode.Sync)
        {
            _complete.AddRange(_pending);
            _pending.Clear();
        }
        else
        {
            _pending.Add((time, command));
        }
    }

    /// <summary>
    /// True if what <paramref name="read"/> describes may come from a cache that saw it before <paramref name="replacedAt"/>.
    /// </summary>
    /// <param name="read">The read.</param>
    /// <param name="value">The old value: what it was decides which commands reach it.</param>
    /// <param name="replacedAt">When it was replaced.</param>
    public bool MayBeCached(in ModelRead read, ulong value, int replacedAt)
    {
        var wanted = read;
        return read.Kind switch
        {
            ReadKind.StreamTableEntry => !Any(replacedAt, command => CoversStream(command, wanted.Stream)),
            ReadKind.ContextDescriptor => !Any(replacedAt, command => CoversContext(command, wanted.Stream)),
            ReadKind.StageOne => !Any(replacedAt, command => CoversStageOne(command, wanted, new Descriptor(value))),
            _ => MayStageTwoBeCached(wanted, new Descriptor(value), replacedAt),
        };
    }

    /// <summary>
    /// True if a TLB may hold a translation that was made under a configuration. A replaced one goes on making them until a
    /// CFGI reaches it, and only a TLBI after that reaches all that it made.
    /// </summary>
    /// <param name="candidate">The configuration.</param>
    /// <param name="read">What was translated.</param>
    /// <param name="leaf">The leaf that it came to, of stage 1.</param>
    public bool MayOutlive(in Candidate candidate, in ModelRead read, Descriptor leaf)
    {
        var (stream, wanted) = (candidate.Stream.Stream, read);
        return MayOutlive(candidate.EntryReplacedAt, command => CoversStream(command, stream), wanted, leaf)
            && MayOutlive(candidate.ContextReplacedAt, command => CoversContext(command, stream), wanted, leaf);
    }

    private bool MayOutlive(int replacedAt, Func<Command, bool> coversConfiguration, ModelRead read, Descriptor leaf)
    {
        if (replacedAt < 0) return true;
        foreach (var (time, command) in _complete)
        {
            if (time < replacedAt || !coversConfiguration(command)) continue;
            return read.Kind == ReadKind.StageTwo
                ? MayStageTwoBeCached(read, default, time)
                : !Any(time, later => CoversStageOne(later, read, leaf));
        }

        return true;
    }

    // A combined entry, or a walk cache entry found through stage 2, stays until a stage 1 command that comes after the
    // stage 2 command; a CD found through stage 2 stays until a CFGI (4.4.3).
    private bool MayStageTwoBeCached(ModelRead read, Descriptor value, int replacedAt)
    {
        foreach (var (time, command) in _complete)
        {
            if (time < replacedAt || !CoversStageTwo(command, read, value)) continue;
            var reached = time;
            if (!read.HasStageOne) return false;
            var isContext = read.Use == StageTwoUse.Context;
            if (Any(reached, later => isContext ? CoversContext(later, read.Stream) : CoversCombined(later, read))) return false;
        }

        return true;
    }

    private bool Any(int since, Func<Command, bool> covers)
    {
        foreach (var (time, command) in _complete)
        {
            if (time >= since && covers(command)) return true;
        }

        return false;
    }

    // 4.3.1, 4.3.2.
    private static bool CoversStream(Command command, uint stream) => command.Opcode switch
    {
        CommandOpcode.CfgiSte => command.StreamID.Value == stream,
        CommandOpcode.CfgiSteRange => command.StreamID.Value >> 1 >> command.Range == stream >> 1 >> command.Range,
        _ => false,
    };

    // 4.3.3, 4.3.4; an STE takes its CDs along.
    private static bool CoversContext(Command command, uint stream) => command.Opcode switch
    {
        CommandOpcode.CfgiCdAll => command.StreamID.Value == stream,
        CommandOpcode.CfgiCd => command.StreamID.Value == stream && command.SubstreamID.Value == 0,
        _ => CoversStream(command, stream),
    };

    private static bool CoversVmid(Command command, int vmid) => command.Opcode switch
    {
        CommandOpcode.TlbiNsnhAll => true,
        CommandOpcode.TlbiS12Vmall => command.VMID.Value == vmid,
        _ => false,
    };

    // Level and nG of the stage 1 leaf are not known here, so a command that minds them promises nothing.
    private static bool CoversCombined(Command command, ModelRead read)
    {
        if (CoversVmid(command, read.Vmid)) return true;
        if (command.Opcode == CommandOpcode.TlbiNhAsid || (command.TG != TlbiGranule.None && command.TTL != 0)) return false;
        return CoversStageOne(command, read with { Level = 0, PageShift = read.StageOnePageShift, Log2Size = 0 }, default);
    }

    // 4.4.2. A leaf of level 3 looks like a table, so what an old value was follows from its level too. Below a replaced
    // table a global leaf may be cached, which an ASID does not reach.
    private static bool CoversStageOne(Command command, ModelRead read, Descriptor value)
    {
        if (CoversVmid(command, read.Vmid)) return true;
        if (command.VMID.Value != read.Vmid) return false;
        var isTable = read.Level < 3 && value is { Valid: true, TableBit: true };
        var isGlobal = value.Valid && !isTable && !value.NG;
        return command.Opcode switch
        {
            CommandOpcode.TlbiNhAll => true,
            CommandOpcode.TlbiNhAsid => command.ASID.Value == read.Asid && !isGlobal && !isTable,
            CommandOpcode.TlbiNhVa =>
                (command.ASID.Value == read.Asid || isGlobal) && CoversAddress(command, command.Address, read.Iova, read, isTable),
            CommandOpcode.TlbiNhVaa => CoversAddress(command, command.Address, read.Iova, read, isTable),
            _ => false,
        };
    }

    // 4.4.3.
    private static bool CoversStageTwo(Command command, ModelRead read, Descriptor value)
    {
        if (CoversVmid(command, read.Vmid)) return true;
        var isTable = read.Level < 3 && value is { Valid: true, TableBit: true };
        return command.Opcode == CommandOpcode.TlbiS2Ipa && command.VMID.Value == read.Vmid
            && CoversAddress(command, command.PageAddress, read.Ipa, read, isTable);
    }

    // 4.4.1.1: a range, and hints that exempt entries of another granule or level; Leaf = 1 exempts cached tables. Below a
    // replaced table a leaf may still be cached, unless the range has this very page of it; at which level, is not known here.
    private static bool CoversAddress(Command command, ulong address, ulong wanted, ModelRead read, bool isTable)
    {
        if (isTable && (command.Leaf || (command.TG != TlbiGranule.None && command.TTL != 0))) return false;
        UInt128 first = address, last = first + 0xfff;
        if (command.TG != TlbiGranule.None)
        {
            var shift = 10 + (2 * (int)command.TG);
            last = first + (((UInt128)command.NUM + 1) << ((command.SCALE & 31) + shift)) - 1;
            if (read.PageShift != 0 && read.PageShift != shift) return false;
            if (command.TTL != 0 && read.Level != 0 && (int)command.TTL != read.Level) return false;
        }

        var low = (1UL << (isTable ? read.PageShift : read.Log2Size)) - 1;
        return (wanted & ~low) <= last && (wanted | low) >= first;
    }
}
