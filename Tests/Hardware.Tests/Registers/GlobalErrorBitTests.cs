using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tests.Support;

namespace ActorIommu.Hardware.Tests.Registers;

/// <summary>The toggle protocol of GERROR and GERRORN for each error that the model can raise (IHI 0070 6.3.19, 6.3.20, 7.5).</summary>
public sealed class GlobalErrorBitTests
{
    private const ulong NoMemory = 0x1000;

    /// <summary>CMDQ_ERR, EVENTQ_ABT_ERR, MSI_CMDQ_ABT_ERR, MSI_EVENTQ_ABT_ERR, MSI_GERROR_ABT_ERR.</summary>
    public static TheoryData<int> Bits => [0, 2, 4, 5, 7];

    [Theory]
    [MemberData(nameof(Bits))]
    public void A_bit_toggles_when_its_error_comes_and_again_only_once_it_was_acknowledged(int bit)
    {
        var rig = Start(bit);
        var mask = 1u << bit;
        Provoke(rig, bit);
        Assert.Equal((mask, 0u), (rig.Gerror & mask, rig.Read(RegisterOffset.Gerrorn) & mask));
        // Active: the same error again changes nothing.
        Provoke(rig, bit);
        Assert.Equal(mask, rig.Gerror & mask);
        Mend(rig);
        // 6.3.20: what is written for bits that are not active does not count.
        rig.Write(RegisterOffset.Gerrorn, rig.Gerror ^ mask);
        Assert.Equal(0u, rig.Read(RegisterOffset.Gerrorn) & mask);
        rig.Write(RegisterOffset.Gerrorn, rig.Gerror);
        Assert.Equal(rig.Gerror, rig.Read(RegisterOffset.Gerrorn));
        Provoke(rig, bit);
        Assert.Equal((0u, mask), (rig.Gerror & mask, rig.Read(RegisterOffset.Gerrorn) & mask));
        Mend(rig);
        rig.Write(RegisterOffset.Gerrorn, rig.Gerror);
        Assert.Equal(0u, rig.Core.Registers.ActiveErrors.Raw & mask);
    }

    [Theory]
    [MemberData(nameof(Bits))]
    public void An_error_interrupts_only_where_GERROR_IRQEN_lets_it(int bit)
    {
        var rig = Start(bit);
        if (bit != 7) rig.Write(RegisterOffset.IrqCtrl, bit == 5 ? 4u : 0);
        Provoke(rig, bit);
        Assert.Equal(0, rig.Smmu.Interrupts.GlobalError);
        // MSI_GERROR_ABT_ERR is about the interrupt itself: there is none for it.
        if (bit == 7) return;
        Mend(rig);
        rig.Write(RegisterOffset.Gerrorn, rig.Gerror);
        rig.Write(RegisterOffset.IrqCtrl, 5);
        Provoke(rig, bit);
        Assert.Equal(1, rig.Smmu.Interrupts.GlobalError);
    }

    private static Rig Start(int bit)
    {
        var rig = new Rig();
        rig.Write(RegisterOffset.IrqCtrl, 0);
        if (bit == 5) rig.Smmu.WriteRegister(RegisterOffset.EventqIrqCfg0, 8, NoMemory);
        if (bit == 7) rig.Smmu.WriteRegister(RegisterOffset.GerrorIrqCfg0, 8, NoMemory);
        rig.Write(RegisterOffset.IrqCtrl, 5);
        return rig;
    }

    // An illegal command whose error is acknowledged would be fetched again.
    private static void Mend(Rig rig)
    {
        for (var slot = 0u; slot < 8; slot++) Assert.True(rig.Memory.TryWrite64(new Pa(Rig.CommandQueue + (16 * slot)), 0x46));
        rig.Memory.Repair();
    }

    private static void Provoke(Rig rig, int bit)
    {
        switch (bit)
        {
            case 0 or 7:
                rig.Submit(new Command(0xff, 0));
                break;
            case 2:
                rig.Memory.Break(new Pa(Rig.EventQueue));
                rig.Translate(0);
                break;
            case 4:
                rig.Submit(Commands.Sync with { CS = SyncSignal.Irq, MSIAddress = NoMemory });
                break;
            default:
                while (rig.TakeEvent() is not null) { }
                rig.Translate(0);
                break;
        }
    }
}
