using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware;

/// <summary>The features of the identification registers that the model does not have: offering one would be a promise broken.</summary>
public static class UnmodelledFeatures
{
    /// <summary>The names of the fields that offer something the model lacks.</summary>
    public static IReadOnlyList<string> OfferedBy(SmmuCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        var (idr0, idr1, idr3, idr5) = (capabilities.Idr0, capabilities.Idr1, capabilities.Idr3, capabilities.Idr5);
        var offered = new List<string>();
        void Refuse(bool isOffered, string field)
        {
            if (isOffered) offered.Add(field);
        }

        Refuse(!idr0.S1P && !idr0.S2P, "IDR0.S1P and S2P both 0");
        Refuse(idr0.TTF != TableFormats.AArch64, "IDR0.TTF other than AArch64");
        Refuse(idr0.BTM, "IDR0.BTM");
        Refuse(idr0.HTTU == HardwareUpdates.AccessDirtyTable, "IDR0.HTTU of 3");
        Refuse(idr0.PRI && !idr0.ATS, "IDR0.PRI without ATS");
        Refuse(idr0.ATOS, "IDR0.ATOS");
        Refuse(idr0.VATOS, "IDR0.VATOS");
        Refuse(idr0.VMW, "IDR0.VMW");
        Refuse(idr0.TTENDIAN is not TableEndianness.Little, "IDR0.TTENDIAN other than little endian");
        Refuse(idr0.StallModel > StallModel.ForcedStall, "IDR0.STALL_MODEL of 3");
        Refuse(idr0.RmeImpl, "IDR0.RME_IMPL");
        Refuse(idr1.QueuesPreset, "IDR1.QUEUES_PRESET");
        Refuse(idr1.TablesPreset, "IDR1.TABLES_PRESET");
        Refuse(idr1.ECMDQ, "IDR1.ECMDQ");
        Refuse(idr3.MPAM, "IDR3.MPAM");
        Refuse(idr3.FWB, "IDR3.FWB");
        Refuse(idr3.DPT, "IDR3.DPT");
        Refuse(idr3.PASIDTT, "IDR3.PASIDTT");
        Refuse(idr3.S1PI || idr3.S2PI || idr3.S2PO, "IDR3.S1PI, S2PI or S2PO");
        Refuse(idr3.E0PD, "IDR3.E0PD");
        Refuse(idr3.EPAN, "IDR3.EPAN");
        Refuse(idr3.THE, "IDR3.THE");
        Refuse(idr5.OAS == AddressSize.Bits56, "IDR5.OAS of 56 bits");
        Refuse(idr5.DS, "IDR5.DS");
        Refuse(idr5.D128, "IDR5.D128");
        return offered;
    }
}
