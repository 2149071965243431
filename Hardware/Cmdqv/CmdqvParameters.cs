using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Cmdqv;

/// <summary>How large a CMDQV unit is: what CMDQV_PARAM tells.</summary>
/// <param name="QueuesLog2">log2 of the virtual command queues, 0 to 7.</param>
/// <param name="InterfacesLog2">log2 of the virtual interfaces, 0 to 6.</param>
/// <param name="StreamsLog2">log2 of the StreamID replacements of an interface, 0 to 4.</param>
public readonly record struct CmdqvParameters(int QueuesLog2, int InterfacesLog2, int StreamsLog2)
{
    /// <summary>As large as the register layout allows: 128 queues, 64 interfaces, 16 streams each.</summary>
    public static CmdqvParameters Largest { get; } = new(7, 6, 4);

    /// <summary>True if the register layout has room for it.</summary>
    public bool IsPossible => QueuesLog2 is >= 0 and <= 7 && InterfacesLog2 is >= 0 and <= 6 && StreamsLog2 is >= 0 and <= 4;

    /// <summary>CMDQV_PARAM.</summary>
    public CmdqvParam Register => default(CmdqvParam) with
    {
        VER = 1,
        NumVcmdqLog2 = (byte)QueuesLog2,
        NumVintfLog2 = (byte)InterfacesLog2,
        NumSidPerVmLog2 = (byte)StreamsLog2,
    };
}
