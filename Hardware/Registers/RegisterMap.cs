using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Registers;

/// <summary>Finds the owner of a register by its offset.</summary>
public static class RegisterMap
{
    /// <summary>Bytes of the register space: two pages of 64 KiB (IHI 0070 6.1).</summary>
    public const int SizeBytes = 0x20000;

    /// <summary>The owner of the register at <paramref name="offset"/>, whatever the size of the access.</summary>
    public static RegisterOwner OwnerOf(int offset) => (offset & ~3) switch
    {
        RegisterOffset.CmdqProd or RegisterOffset.CmdqCons => RegisterOwner.CommandQueue,
        RegisterOffset.EventqProd or RegisterOffset.EventqCons => RegisterOwner.EventQueue,
        RegisterOffset.PriqProd or RegisterOffset.PriqCons => RegisterOwner.PageRequestQueue,
        _ => RegisterOwner.RegisterFile,
    };
}
