using System.Diagnostics.CodeAnalysis;
using ActorIommu.Hardware.Registers;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Smmu;

/// <summary>Which device has which StreamID, learnt from its first Translation Request or Page Request. It outlives the actor.</summary>
/// <typeparam name="TDevice">How to reach a device.</typeparam>
internal sealed class EndpointDirectory<TDevice>(RegisterFile registers)
{
    private readonly Dictionary<StreamId, TDevice> _devices = [];

    public void Learn(StreamId stream, TDevice device) => _devices[stream] = device;

    /// <summary>Where an invalidation goes: nowhere while the SMMU is disabled (IHI 0070 4.5.1), or if nobody uses ATS there.</summary>
    public bool TryRoute(InvalidateAtc invalidate, [MaybeNullWhen(false)] out TDevice device)
    {
        device = default;
        return registers.Cr0Ack.SMMUEN && _devices.TryGetValue(invalidate.Stream, out device);
    }

    /// <summary>Where a response goes: a disabled SMMU ignores CMD_PRI_RESP (4.5.2), but sends its own responses.</summary>
    public bool TryRoute(RespondToPages respond, [MaybeNullWhen(false)] out TDevice device)
    {
        device = default;
        return (registers.Cr0Ack.SMMUEN || respond.Source != PageResponseSource.Software)
            && _devices.TryGetValue(respond.Response.Stream, out device);
    }
}
