using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Tests.Protocols;

/// <summary>CommandQueueProtocol and EventProtocol, where they end in GERROR: what the SMMU shows, and how it interrupts.</summary>
public sealed class GlobalErrorTests : SmmuTest
{
    private static readonly RaiseInterrupt Wire = new(Smmu0, InterruptSource.GlobalError);
    private static Gerror Command => default(Gerror) with { CmdqErr = true };
    private static Gerror Event => default(Gerror) with { EventqAbtErr = true };

    [Fact]
    public void Without_the_enable_an_error_is_active_and_silent()
    {
        StartSmmu();
        Send(new RaiseGlobalErrors(Command));
        Assert.Equal(Command, ActiveErrors);
    }

    [Fact]
    public void An_error_that_becomes_active_interrupts_and_one_that_is_active_does_not()
    {
        StartSmmu();
        EnableInterrupts();
        Send(new RaiseGlobalErrors(Command));
        World.ExpectMsg(Wire);
        Send(new RaiseGlobalErrors(Command));
        Assert.Equal(Command, ActiveErrors);
        Send(new RaiseGlobalErrors(Event));
        World.ExpectMsg(Wire);
        Assert.Equal(default(Gerror) with { CmdqErr = true, EventqAbtErr = true }, ActiveErrors);
    }

    [Fact]
    public void An_acknowledged_error_can_come_again()
    {
        StartSmmu();
        EnableInterrupts();
        for (var round = 0; round < 3; round++)
        {
            Send(new RaiseGlobalErrors(Command));
            World.ExpectMsg(Wire);
            Send(new WriteRegister(Smmu0, new RequestId(1), RegisterOffset.Gerrorn, 4, Read(RegisterOffset.Gerror)));
            World.ExpectMsg(AcknowledgeCommandError.Instance);
            World.ExpectMsg(new RegisterWritten(new RequestId(1)));
            Assert.Equal(default, ActiveErrors);
        }
    }

    [Fact]
    public void An_msi_goes_to_the_doorbell()
    {
        StartSmmu();
        SendTo(new Pa(Doorbell.Base.Value + 0x40), 0x11);
        Send(new RaiseGlobalErrors(Command));
        World.ExpectMsg(new WriteDoorbell(new Pa(Doorbell.Base.Value + 0x40), 0x11));
    }

    [Fact]
    public void An_msi_to_memory_is_a_word_there()
    {
        StartSmmu();
        SendTo(Rig.Board.Data, 0x22);
        Send(new RaiseGlobalErrors(Command));
        Assert.Equal(Command, ActiveErrors);
        Assert.Equal(0x22UL, Board.Read(Rig.Board.Data));
    }

    [Fact]
    public void An_msi_that_cannot_be_written_is_one_more_error()
    {
        StartSmmu();
        SendTo(Rig.Board.NoMemory, 0x33);
        Send(new RaiseGlobalErrors(Command));
        Assert.Equal(default(Gerror) with { CmdqErr = true, MsiGerrorAbtErr = true }, ActiveErrors);
    }

    private void SendTo(Pa address, uint data)
    {
        Write(RegisterOffset.GerrorIrqCfg0, address.Value, 8);
        Write(RegisterOffset.GerrorIrqCfg1, data);
        EnableInterrupts();
    }

    private void EnableInterrupts()
    {
        Send(new WriteRegister(Smmu0, new RequestId(1), RegisterOffset.IrqCtrl, 4, (default(IrqCtrl) with { GerrorIrqen = true }).Raw));
        World.ExpectMsg<ConfigureEventQueue>();
        Send(EventQueueIs(false));
        World.ExpectMsg(new RegisterWritten(new RequestId(1)));
    }
}
