// Not modelled: DPTI_*.
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Caches;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Queues;

/// <summary>Turns invalidation commands into the scopes that the caches understand (IHI 0070 4.3, 4.4).</summary>
public static class CommandDecoder
{
    /// <summary>The scope of a TLBI; null for any other command.</summary>
    /// <param name="command">A command that <see cref="CommandLegality"/> found legal.</param>
    /// <param name="capabilities">Decides about range forms and VMIDs.</param>
    /// <param name="el2IsHost">CR2.E2H: which regime CMD_TLBI_EL2_VA and VAA name.</param>
    /// <param name="bugs">Defects.</param>
    public static InvalidationScope? Translations(
        in Command command, SmmuCapabilities capabilities, bool el2IsHost, BugSet? bugs = null)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        // 4.4.2: VMID is matched only where stage 2 is supported.
        var vmid = capabilities.StageTwo ? command.VMID : default;
        var el2 = el2IsHost ? StreamWorld.El2E2h : StreamWorld.El2;
        const StreamWorld el1 = StreamWorld.NsEl1;
        var asid = command.ASID;
        return command.Opcode switch
        {
            CommandOpcode.TlbiNsnhAll => new InvalidationScope(InvalidationKind.World, el1),
            CommandOpcode.TlbiNhAll => new InvalidationScope(InvalidationKind.VmidStageOne, el1, vmid),
            CommandOpcode.TlbiNhAsid => new InvalidationScope(InvalidationKind.Asid, el1, vmid, asid),
            CommandOpcode.TlbiNhVa => At(new InvalidationScope(InvalidationKind.Va, el1, vmid, asid), command, capabilities, bugs),
            CommandOpcode.TlbiNhVaa => At(new InvalidationScope(InvalidationKind.Vaa, el1, vmid), command, capabilities, bugs),
            CommandOpcode.TlbiS12Vmall => new InvalidationScope(InvalidationKind.Vmid, el1, vmid),
            CommandOpcode.TlbiS2Ipa => At(new InvalidationScope(InvalidationKind.Ipa, el1, vmid), command, capabilities, bugs),
            // 4.4.2.7 and 4.4.2.10 do not depend on E2H: everything of EL2, and the ASIDs, which only EL2-E2H has.
            CommandOpcode.TlbiEl2All => new InvalidationScope(InvalidationKind.AllEl2, el2),
            CommandOpcode.TlbiEl2Asid => new InvalidationScope(InvalidationKind.Asid, StreamWorld.El2E2h, default, asid),
            CommandOpcode.TlbiEl2Va => At(new InvalidationScope(InvalidationKind.Va, el2, Asid: asid), command, capabilities, bugs),
            CommandOpcode.TlbiEl2Vaa => At(new InvalidationScope(InvalidationKind.Vaa, el2), command, capabilities, bugs),
            _ => null,
        };
    }

    /// <summary>The scope of a CFGI; null for any other command.</summary>
    public static ConfigurationScope? Configurations(in Command command)
    {
        var stream = command.StreamID;
        switch (command.Opcode)
        {
            case CommandOpcode.CfgiSte:
                return new ConfigurationScope(stream, stream, null, ContextsOnly: false, command.Leaf);
            case CommandOpcode.CfgiSteRange:
                // 4.3.2: 2^(Range+1) StreamIDs, aligned to their number; Range = 31 is CMD_CFGI_ALL.
                var low = (uint)((2UL << command.Range) - 1);
                var (first, last) = (new StreamId(stream.Value & ~low), new StreamId(stream.Value | low));
                return new ConfigurationScope(first, last, null, ContextsOnly: false);
            case CommandOpcode.CfgiCd:
                return new ConfigurationScope(stream, stream, command.SubstreamID, ContextsOnly: true, command.Leaf);
            case CommandOpcode.CfgiCdAll:
                return new ConfigurationScope(stream, stream, null, ContextsOnly: true);
            default:
                return null;
        }
    }

    // 4.4.1.1: Range = (NUM + 1) * 2^SCALE * granule, from Address, and it does not wrap at 2^64.
    private static InvalidationScope At(InvalidationScope scope, in Command command, SmmuCapabilities capabilities, BugSet? bugs)
    {
        var address = scope.Kind == InvalidationKind.Ipa ? command.PageAddress : command.Address;
        if (!capabilities.Idr3.RIL || command.TG == TlbiGranule.None)
            return scope with { First = address, Last = address | 0xfff, LeafOnly = command.Leaf };
        var granule = command.TG switch { TlbiGranule.K4 => Granule.K4, TlbiGranule.K16 => Granule.K16, _ => Granule.K64 };
        var shift = bugs?.Has(Bug.TgAsShift) == true ? (int)command.TG : granule.PageShift;
        var length = ((UInt128)command.NUM + 1) << (CommandLegality.EffectiveScale(command) + shift);
        var last = (UInt128)address + length - 1;
        return scope with
        {
            First = address,
            Last = last > ulong.MaxValue ? ulong.MaxValue : (ulong)last,
            Granule = granule,
            Level = CommandLegality.EffectiveTtl(command),
            LeafOnly = command.Leaf,
        };
    }
}
