using ActorIommu.Hardware.Spec;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker;

/// <summary>
/// What a cache may hold of one descriptor, named the way that invalidation commands name it.
/// </summary>
/// <param name="Regime">Of its tag.</param>
/// <param name="Vmid">0 for stage 1 of the host.</param>
/// <param name="Asid">0 for stage 2.</param>
/// <param name="IsGlobal">Stage 1 with nG = 0.</param>
/// <param name="IsStageTwo">The input is an IPA.</param>
/// <param name="IsTable">A table descriptor, which a walk cache keeps; else a leaf.</param>
/// <param name="First">First input address.</param>
/// <param name="Last">Last input address.</param>
/// <param name="Level">Level of the descriptor.</param>
/// <param name="Granule">Granule of the tables.</param>
public readonly record struct CachedDescriptor(
    TagRegime Regime, Vmid Vmid, Asid Asid, bool IsGlobal, bool IsStageTwo, bool IsTable, ulong First, ulong Last, int Level,
        Granule Granule);

/// <summary>
/// The checker's own reading of invalidation commands: what each must remove. It was written from IHI 0070 4.3 to 4.5 and shares
/// nothing with the emulator's, so that a wrong one of the two is found.
/// </summary>
public static class CommandCoverage
{
    /// <summary>True for the commands of 4.4.</summary>
    public static bool IsTlbi(CommandOpcode opcode) => opcode is >= CommandOpcode.TlbiNhAll and <= CommandOpcode.TlbiNsnhAll;

    /// <summary>True for the commands of 4.3.</summary>
    public static bool IsCfgi(CommandOpcode opcode) => opcode is >= CommandOpcode.CfgiSte and <= CommandOpcode.CfgiVmsPidm;

    /// <summary>True for commands whose completion somebody relies on; hints need no CMD_SYNC.</summary>
    public static bool NeedsSync(CommandOpcode opcode) => IsTlbi(opcode) || IsCfgi(opcode) || opcode == CommandOpcode.AtcInv;

    /// <summary>True if the command must remove every copy of the descriptor from the SMMU's TLBs and walk caches (4.4).</summary>
    public static bool Covers(in Command command, in CachedDescriptor cached)
    {
        if (IsReserved(command)) return false;
        return command.Opcode switch
        {
            CommandOpcode.TlbiNsnhAll => cached.Regime == TagRegime.NsEl1,
            CommandOpcode.TlbiEl2All => cached.Regime == TagRegime.El2E2h,
            CommandOpcode.TlbiS12Vmall => IsEl1(command, cached),
            CommandOpcode.TlbiNhAll => IsEl1(command, cached) && !cached.IsStageTwo,
            CommandOpcode.TlbiNhAsid => IsEl1(command, cached) && IsOwn(command, cached),
            CommandOpcode.TlbiNhVa => IsEl1(command, cached) && (IsOwn(command, cached) || cached.IsGlobal) && IsInRange(command, cached),
            CommandOpcode.TlbiNhVaa => IsEl1(command, cached) && !cached.IsStageTwo && IsInRange(command, cached),
            CommandOpcode.TlbiS2Ipa => IsEl1(command, cached) && cached.IsStageTwo && IsInRange(command, cached),
            CommandOpcode.TlbiEl2Asid => cached.Regime == TagRegime.El2E2h && IsOwn(command, cached),
            CommandOpcode.TlbiEl2Va =>
                cached.Regime == TagRegime.El2E2h && (IsOwn(command, cached) || cached.IsGlobal) && IsInRange(command, cached),
            CommandOpcode.TlbiEl2Vaa => cached.Regime == TagRegime.El2E2h && IsInRange(command, cached),
            _ => false,
        };
    }

    /// <summary>
    /// True if the command must remove every entry of the VMID that combines both stages, whatever the guest's address was: those
    /// that CMD_TLBI_S2_IPA need not reach (4.4.3).
    /// </summary>
    public static bool CoversCombined(in Command command, Vmid vmid) => command.Opcode switch
    {
        CommandOpcode.TlbiNsnhAll => true,
        CommandOpcode.TlbiS12Vmall or CommandOpcode.TlbiNhAll => command.VMID == vmid,
        _ => false,
    };

    /// <summary>True if the command must remove all of the tag: nothing of it is cached when it is complete.</summary>
    public static bool CoversTag(in Command command, TagRegime regime, Vmid vmid, Asid asid, bool isStageTwo) => command.Opcode switch
    {
        CommandOpcode.TlbiNsnhAll => regime == TagRegime.NsEl1,
        CommandOpcode.TlbiEl2All => regime == TagRegime.El2E2h,
        CommandOpcode.TlbiS12Vmall => regime == TagRegime.NsEl1 && command.VMID == vmid,
        CommandOpcode.TlbiNhAll => regime == TagRegime.NsEl1 && command.VMID == vmid && !isStageTwo,
        CommandOpcode.TlbiNhAsid => regime == TagRegime.NsEl1 && command.VMID == vmid && command.ASID == asid && !isStageTwo,
        CommandOpcode.TlbiEl2Asid => regime == TagRegime.El2E2h && command.ASID == asid,
        _ => false,
    };

    /// <summary>True if CMD_ATC_INV must remove what the stream's device keeps of these addresses (4.5.1).</summary>
    public static bool CoversAtc(in Command command, StreamId stream, SubstreamId? substream, ulong first, ulong last)
    {
        if (command.Opcode != CommandOpcode.AtcInv || command.StreamID != stream) return false;
        // SSV = 0 goes for every PASID, as Linux uses it.
        if (command.SSV && command.SubstreamID != substream.GetValueOrDefault()) return false;
        if (command.Size >= Command.SizeAll) return true;
        var bytes = UInt128.One << (command.Size + 12);
        var start = command.Address & ~(ulong)(bytes - 1);
        return start <= first && last <= start + (ulong)(bytes - 1);
    }

    /// <summary>True if the command must remove the cached structure (4.3).</summary>
    public static bool CoversConfiguration(in Command command, ConfigurationKind kind, StreamId stream, SubstreamId substream)
    {
        var isStream = kind is ConfigurationKind.StreamTableEntry or ConfigurationKind.StreamTableDescriptor;
        var isLevelOne = kind is ConfigurationKind.StreamTableDescriptor or ConfigurationKind.ContextTableDescriptor;
        return command.Opcode switch
        {
            CommandOpcode.CfgiSteRange when command.Range == Command.RangeAll => true,
            CommandOpcode.CfgiSteRange => command.StreamID.Value >> (command.Range + 1) == stream.Value >> (command.Range + 1),
            CommandOpcode.CfgiSte => command.StreamID == stream && !(command.Leaf && kind == ConfigurationKind.StreamTableDescriptor),
            CommandOpcode.CfgiCdAll => command.StreamID == stream && !isStream,
            CommandOpcode.CfgiCd =>
                command.StreamID == stream && !isStream && (command.SubstreamID == substream || isLevelOne) && !(command.Leaf
                    && isLevelOne),
            _ => false,
        };
    }

    /// <summary>
    /// True for encodings of ranges that are reserved (CERROR_ILL) or whose reach is UNPREDICTABLE (4.4.1.1): nobody may count on them.
    /// </summary>
    public static bool IsReserved(in Command command)
    {
        if (!HasAddress(command.Opcode) || command.TG == TlbiGranule.None) return false;
        var level = LevelOf(command);
        if (command.NUM == 0 && command.SCALE == 0 && level == 0) return true;
        var shift = ShiftOf(command.TG);
        var aligned = level == 0 ? shift : shift + ((3 - level) * (shift - 3));
        return (AddressOf(command) & ((1UL << aligned) - 1)) != 0;
    }

    /// <summary>First and last address that a command by address names.</summary>
    public static (ulong First, ulong Last) RangeOf(in Command command)
    {
        var first = AddressOf(command);
        if (command.TG == TlbiGranule.None) return (first, first);
        var bytes = (UInt128)(command.NUM + 1u) << (Math.Min(command.SCALE, (byte)39) + ShiftOf(command.TG));
        var last = first + bytes - 1;
        return (first, last > ulong.MaxValue ? ulong.MaxValue : (ulong)last);
    }

    /// <summary>True for the commands that name an address.</summary>
    public static bool HasAddress(CommandOpcode opcode) => opcode is CommandOpcode.TlbiNhVa or CommandOpcode.TlbiNhVaa
        or CommandOpcode.TlbiEl2Va or CommandOpcode.TlbiEl2Vaa or CommandOpcode.TlbiS2Ipa;

    private static bool IsEl1(in Command command, in CachedDescriptor cached) =>
        cached.Regime == TagRegime.NsEl1 && command.VMID == cached.Vmid;

    private static bool IsOwn(in Command command, in CachedDescriptor cached) =>
        !cached.IsStageTwo && !cached.IsGlobal && command.ASID == cached.Asid;

    // A command that names any address of an entry removes the entry, however it was split. Walk caches only go with Leaf = 0, and with a
    // TTL only those above the level that it names.
    private static bool IsInRange(in Command command, in CachedDescriptor cached)
    {
        var (first, last) = RangeOf(command);
        if (first > cached.Last || cached.First > last) return false;
        if (command.TG != TlbiGranule.None && ShiftOf(command.TG) != cached.Granule.PageShift) return false;
        var level = LevelOf(command);
        return cached.IsTable ? !command.Leaf && (level == 0 || cached.Level < level) : level == 0 || cached.Level == level;
    }

    // 4.4.1.1: without TG there is no hint; level 1 of the 16 KiB granule is reserved and treated as no hint.
    private static int LevelOf(in Command command) =>
        command.TG == TlbiGranule.None || (command.TG == TlbiGranule.K16 && command.TTL == TlbiLevel.Level1) ? 0 : (int)command.TTL;

    private static int ShiftOf(TlbiGranule granule) => 10 + (2 * (int)granule);

    private static ulong AddressOf(in Command command) => command.Opcode == CommandOpcode.TlbiS2Ipa ? command.PageAddress : command.Address;
}
