using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Tests.Rig;

/// <summary>Commands as a driver writes them.</summary>
internal static class Commands
{
    public static Command Sync => default(Command) with { Opcode = CommandOpcode.Sync };

    /// <summary>No command has this opcode.</summary>
    public static Command Illegal => default(Command) with { Opcode = (CommandOpcode)0xff };

    public static Command Everything => default(Command) with { Opcode = CommandOpcode.TlbiNsnhAll };

    public static Command SyncWith(SyncSignal signal, ulong msiAddress = 0, uint msiData = 0) =>
        Sync with { CS = signal, MSIAddress = msiAddress, MSIData = msiData };

    public static Command Page(Asid asid, ulong iova) =>
        default(Command) with { Opcode = CommandOpcode.TlbiNhVa, ASID = asid, Address = iova, Leaf = true };

    public static Command Space(Asid asid) => default(Command) with { Opcode = CommandOpcode.TlbiNhAsid, ASID = asid };

    public static Command Resume(StreamId stream, ushort tag, ResumeAction action) =>
        default(Command) with { Opcode = CommandOpcode.Resume, StreamID = stream, STAG = tag, Action = action };

    public static Command StallTerm(uint stream) =>
        default(Command) with { Opcode = CommandOpcode.StallTerm, StreamID = new StreamId(stream) };

    public static Command Atc(uint stream, ulong iova, byte size = 0) =>
        default(Command) with { Opcode = CommandOpcode.AtcInv, StreamID = new StreamId(stream), Address = iova, Size = size };

    public static Command Respond(uint stream, ushort group) => default(Command) with
    {
        Opcode = CommandOpcode.PriResp,
        StreamID = new StreamId(stream),
        PRGIndex = group,
        Resp = PriResponse.Success,
    };

    public static Command Stream(uint stream) =>
        default(Command) with { Opcode = CommandOpcode.CfgiSte, StreamID = new StreamId(stream), Leaf = true };
}
