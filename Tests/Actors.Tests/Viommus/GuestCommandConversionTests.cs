using ActorIommu.Actors.Viommus;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Actors.Tests.Viommus;

/// <summary>A guest's commands, as hardware gets them (Linux 7.2, arm_vsmmu_convert_user_cmd).</summary>
public sealed class GuestCommandConversionTests
{
    private static readonly Vmid Own = new(5);
    private static readonly Vmid Others = new(6);

    [Theory]
    [InlineData(CommandOpcode.TlbiNhAll)]
    [InlineData(CommandOpcode.TlbiNhAsid)]
    [InlineData(CommandOpcode.TlbiNhVa)]
    [InlineData(CommandOpcode.TlbiNhVaa)]
    public void The_vmid_is_the_viommus(CommandOpcode opcode)
    {
        var command = default(Command) with { Opcode = opcode, VMID = Others, ASID = new Asid(3), Address = 0x7000 };
        Assert.Equal(command with { VMID = Own }, Convert(command));
    }

    [Fact]
    public void Everything_is_everything_of_the_guest() => Assert.Equal(
        default(Command) with { Opcode = CommandOpcode.TlbiNhAll, VMID = Own },
        Convert(default(Command) with { Opcode = CommandOpcode.TlbiNsnhAll }));

    [Theory]
    [InlineData(CommandOpcode.AtcInv)]
    [InlineData(CommandOpcode.CfgiCd)]
    [InlineData(CommandOpcode.CfgiCdAll)]
    public void The_stream_is_the_devices_or_the_command_is_refused(CommandOpcode opcode)
    {
        var command = default(Command) with { Opcode = opcode, StreamID = new StreamId(4) };
        Assert.Equal(command with { StreamID = new StreamId(14) }, Convert(command));
        Assert.Null(Convert(command with { StreamID = new StreamId(5) }));
    }

    [Fact]
    public void No_other_command_is_a_guests()
    {
        CommandOpcode[] theirs =
        [
            CommandOpcode.TlbiNhAll, CommandOpcode.TlbiNhAsid, CommandOpcode.TlbiNhVa, CommandOpcode.TlbiNhVaa, CommandOpcode.TlbiNsnhAll,
            CommandOpcode.AtcInv, CommandOpcode.CfgiCd, CommandOpcode.CfgiCdAll,
        ];
        for (var opcode = 0; opcode < 256; opcode++)
        {
            var command = default(Command) with { Opcode = (CommandOpcode)opcode, StreamID = new StreamId(4) };
            Assert.Equal(theirs.Contains((CommandOpcode)opcode), Convert(command) is not null);
        }
    }

    private static Command? Convert(Command command) => GuestCommandConversion.Convert(
        command, Own, stream => stream.Value == 4 ? new StreamId(14) : null);
}
