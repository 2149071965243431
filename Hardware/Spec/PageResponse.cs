namespace ActorIommu.Hardware.Spec;

/// <summary>ResponseCode of a PRG Response message (IHI 0070 8.3).</summary>
public enum PageResponseCode : byte
{
    /// <summary>All pages of the group are there, or the device is to ask again.</summary>
    Success = 0b0000,

    /// <summary>Some page cannot be had.</summary>
    InvalidRequest = 0b0001,

    /// <summary>Permanent: the page request interface does not work.</summary>
    ResponseFailure = 0b1111,
}

/// <summary>The answer to a page request group, from software or from the SMMU itself (IHI 0070 4.5.2, 8.1, 8.2).</summary>
/// <param name="Stream">Whose request it was.</param>
/// <param name="Substream">The PASID of the response; null for none.</param>
/// <param name="PRGIndex">The group.</param>
/// <param name="Code">The answer.</param>
public readonly record struct PageResponse(StreamId Stream, SubstreamId? Substream, ushort PRGIndex, PageResponseCode Code)
{
    /// <summary>What a CMD_PRI_RESP sends. Without substreams SSV = 1 behaves as SSV = 0 (4.5.2).</summary>
    /// <param name="command">A legal command.</param>
    /// <param name="capabilities">Whether there are PASIDs.</param>
    public static PageResponse Of(in Command command, SmmuCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        var code = command.Resp switch
        {
            PriResponse.Success => PageResponseCode.Success,
            PriResponse.Invalid => PageResponseCode.InvalidRequest,
            _ => PageResponseCode.ResponseFailure,
        };
        var hasSubstream = command.SSV && capabilities.SubstreamBits != 0;
        return new PageResponse(command.StreamID, hasSubstream ? command.SubstreamID : null, command.PRGIndex, code);
    }
}
