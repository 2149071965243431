using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Queues;

/// <summary>
/// Which commands the Non-secure command queue refuses (IHI 0070 4.1.3 and each command's own section). RES0 fields are
/// ignored, as 4.1.5 permits.
/// </summary>
public static class CommandLegality
{
    /// <summary>CERROR_ILL or none.</summary>
    public static CommandError Check(in Command command, SmmuCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        return IsLegal(command, capabilities) ? CommandError.None : CommandError.Ill;
    }

    private static bool IsLegal(in Command command, SmmuCapabilities capabilities)
    {
        var idr0 = capabilities.Idr0;
        return command.Opcode switch
        {
            // 4.1.6: SSec = 1 is ILLEGAL in the Non-secure queue, where the command has it.
            CommandOpcode.PrefetchConfig or CommandOpcode.CfgiSte or CommandOpcode.CfgiSteRange => !command.SSec,
            CommandOpcode.PrefetchAddr => !command.SSec,
            // 4.3.3, 4.3.4: without stage 1 there are no CDs.
            CommandOpcode.CfgiCd or CommandOpcode.CfgiCdAll => !command.SSec && idr0.S1P,
            CommandOpcode.TlbiNhAll or CommandOpcode.TlbiNhAsid => idr0.S1P,
            CommandOpcode.TlbiNhVa or CommandOpcode.TlbiNhVaa => idr0.S1P && IsLegalRange(command, capabilities),
            CommandOpcode.TlbiEl2All or CommandOpcode.TlbiEl2Asid => idr0.S1P && idr0.Hyp,
            CommandOpcode.TlbiEl2Va or CommandOpcode.TlbiEl2Vaa => idr0.S1P && idr0.Hyp && IsLegalRange(command, capabilities),
            // 4.4.3: stage 2 invalidation needs stage 2.
            CommandOpcode.TlbiS12Vmall => idr0.S2P,
            CommandOpcode.TlbiS2Ipa => idr0.S2P && IsLegalRange(command, capabilities),
            CommandOpcode.TlbiNsnhAll => true,
            // 4.7.3: CS = 0b11 is reserved.
            CommandOpcode.Sync => command.CS != SyncSignal.Reserved,
            // 4.7.1, 4.7.2: where nothing can stall there is nothing to resume. 4.1.6: nothing Secure here.
            CommandOpcode.Resume or CommandOpcode.StallTerm => !command.SSec && capabilities.StallModel != StallModel.NoStall,
            // 4.5.1: a Size beyond 52 may raise the error, and does here.
            CommandOpcode.AtcInv => idr0.ATS && command.Size <= Command.SizeAll,
            CommandOpcode.PriResp => idr0.PRI && command.Resp != PriResponse.Illegal,
            // Secure, Realm and DPT commands never belong here; the rest is reserved.
            _ => false,
        };
    }

    // 4.4.1.1: TG with neither range nor TTL is reserved; without DS, TTL = 1 of a 16K granule counts as 0.
    private static bool IsLegalRange(in Command command, SmmuCapabilities capabilities)
    {
        if (!capabilities.Idr3.RIL || command.TG == TlbiGranule.None) return true;
        return command.NUM != 0 || EffectiveScale(command) != 0 || EffectiveTtl(command) != 0;
    }

    // 4.4.1.1: bit 25 is RES0 without IDR5.DS, which is not offered.
    internal static int EffectiveScale(in Command command) => command.SCALE & 0x1f;

    internal static byte EffectiveTtl(in Command command) =>
        command.TG == TlbiGranule.K16 && command.TTL == TlbiLevel.Level1 ? (byte)0 : (byte)command.TTL;
}
