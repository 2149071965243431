using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Tests.Support;

/// <summary>Commands as tests name them.</summary>
internal static class Commands
{
    public static Command Of(CommandOpcode opcode) => default(Command) with { Opcode = opcode };

    public static Command Sync => Of(CommandOpcode.Sync);

    public static Command CfgiSte(uint stream) => Of(CommandOpcode.CfgiSte) with { StreamID = new StreamId(stream), Leaf = true };

    public static Command CfgiCd(uint stream, uint substream = 0) =>
        Of(CommandOpcode.CfgiCd) with { StreamID = new StreamId(stream), SubstreamID = new SubstreamId(substream), Leaf = true };

    public static Command Retry(uint stream, ushort tag) => Resume(stream, tag, ResumeAction.Retry);

    public static Command Resume(uint stream, ushort tag, ResumeAction action) =>
        Of(CommandOpcode.Resume) with { StreamID = new StreamId(stream), STAG = tag, Action = action };

    public static Command StallTerm(uint stream) => Of(CommandOpcode.StallTerm) with { StreamID = new StreamId(stream) };

    public static Command NhVa(ushort vmid, ushort asid, ulong address) =>
        Of(CommandOpcode.TlbiNhVa) with { VMID = new Vmid(vmid), ASID = new Asid(asid), Address = address, Leaf = true };
}
