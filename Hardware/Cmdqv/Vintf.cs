// Not modelled: GLB_FILT registers of an interface (they read as zero).
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Cmdqv;

/// <summary>A virtual interface: the queues of one owner, its VMID and its StreamIDs.</summary>
public sealed class Vintf
{
    private readonly VintfSidMatch[] _match;
    private readonly VintfSidReplace[] _replace;

    internal Vintf(int index, int streams)
    {
        Index = index;
        _match = new VintfSidMatch[streams];
        _replace = new VintfSidReplace[streams];
    }

    /// <summary>Its number.</summary>
    public int Index { get; }

    /// <summary>VINTF_CONFIG.</summary>
    public VintfConfig Config { get; private set; }

    /// <summary>VINTF_STATUS.ENABLED: its queues may be enabled.</summary>
    public bool IsEnabled { get; private set; }

    /// <summary>The StreamID that VINTF_SID_REPLACE has for a guest's; null if none matches. Of several, the first counts.</summary>
    public StreamId? PhysicalStream(VirtualStreamId guest)
    {
        for (var n = 0; n < _match.Length; n++)
        {
            // All 32 bits of a command's StreamID are compared: a StreamID that VIRT_SID cannot hold matches nothing.
            if (_match[n].ENABLE && _match[n].VirtSid == guest) return _replace[n].PhysSid;
        }

        return null;
    }

    /// <summary>VINTF_CONFIG was written. VMID and HYP_OWN are taken only while the interface is disabled.</summary>
    internal void Configure(VintfConfig value, bool unitIsEnabled)
    {
        if (!IsEnabled || !value.EN) Config = new VintfConfig(value.Raw & 0x3_ffff);
        IsEnabled = value.EN && unitIsEnabled;
    }

    /// <summary>The unit was disabled; EN has to be written again.</summary>
    internal void Disable() => IsEnabled = false;

    internal uint ReadStream(int offset) => offset switch
    {
        >= VintfOffset.SidReplace => Slot(offset - VintfOffset.SidReplace) is { } n ? _replace[n].Raw : 0,
        _ => Slot(offset - VintfOffset.SidMatch) is { } n ? _match[n].Raw : 0,
    };

    internal void WriteStream(int offset, uint value)
    {
        if (offset < VintfOffset.SidReplace)
        {
            if (Slot(offset - VintfOffset.SidMatch) is { } n) _match[n] = new VintfSidMatch(value & 0x1f_ffff);
        }
        else if (Slot(offset - VintfOffset.SidReplace) is { } n)
        {
            _replace[n] = new VintfSidReplace(value & 0xf_ffff);
        }
    }

    private int? Slot(int bytes) => bytes / 4 < _match.Length ? bytes / 4 : null;
}
