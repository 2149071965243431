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

    public static Command NhVa(ushort vmid, ushort asid, ulong address) =>
        Of(CommandOpcode.TlbiNhVa) with { VMID = new Vmid(vmid), ASID = new Asid(asid), Address = address, Leaf = true };
}
