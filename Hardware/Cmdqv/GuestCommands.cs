using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Cmdqv;

/// <summary>
/// What a queue of a guest (VINTF_CONFIG.HYP_OWN = 0) may say, and what its commands become: the VMID is the interface's and
/// the StreamID is replaced, so that no command reaches another virtual machine (Linux 7.2, tegra241-cmdqv.c,
/// tegra241_guest_vcmdq_supports_cmd and tegra241_vintf_alloc_vsid).
/// </summary>
public static class GuestCommands
{
    /// <summary>True if such a queue takes commands of this kind.</summary>
    public static bool Takes(CommandOpcode opcode) =>
        opcode is CommandOpcode.TlbiNhAsid or CommandOpcode.TlbiNhVa or CommandOpcode.AtcInv or CommandOpcode.Sync;

    /// <summary>The command to execute instead of the guest's; null if the guest may not have it: CERROR_ILL.</summary>
    public static Command? Translate(in Command command, Vintf owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return command.Opcode switch
        {
            CommandOpcode.TlbiNhAsid or CommandOpcode.TlbiNhVa => command with { VMID = owner.Config.VMID },
            CommandOpcode.AtcInv => owner.PhysicalStream(new VirtualStreamId(command.StreamID.Value)) is { } stream
                ? command with { StreamID = stream }
                : null,
            CommandOpcode.Sync => command,
            _ => null,
        };
    }
}
