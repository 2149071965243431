using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Viommus;

/// <summary>
/// What becomes of a guest's command before hardware has it: the VMID is the viommu's and the StreamID the device's, so that no command
/// reaches anybody else (Linux 7.2, arm-smmu-v3-iommufd.c, arm_vsmmu_convert_user_cmd).
/// </summary>
internal static class GuestCommandConversion
{
    /// <summary>The command for hardware; null if it is not for guests (EIO).</summary>
    /// <param name="command">As the guest wrote it.</param>
    /// <param name="vmid">Of the viommu.</param>
    /// <param name="streamOf">The device's StreamID; null where no device has the name.</param>
    public static Command? Convert(in Command command, Vmid vmid, Func<VirtualStreamId, StreamId?> streamOf)
    {
        switch (command.Opcode)
        {
            // The guest's everything is its own stage 1.
            case CommandOpcode.TlbiNsnhAll:
                return default(Command) with { Opcode = CommandOpcode.TlbiNhAll, VMID = vmid };
            case CommandOpcode.TlbiNhAll or CommandOpcode.TlbiNhAsid or CommandOpcode.TlbiNhVa or CommandOpcode.TlbiNhVaa:
                return command with { VMID = vmid };
            case CommandOpcode.AtcInv or CommandOpcode.CfgiCd or CommandOpcode.CfgiCdAll:
                return streamOf(new VirtualStreamId(command.StreamID.Value)) is { } stream ? command with { StreamID = stream } : null;
            default:
                return null;
        }
    }
}
