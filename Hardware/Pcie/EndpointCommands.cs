// Not modelled: time; an endpoint that does not answer at once never does.
using ActorIommu.Hardware.Queues;
using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Pcie;

/// <summary>The commands that go to a function instead of the SMMU's caches, for drivers without time.</summary>
internal static class EndpointCommands
{
    /// <summary>True for CMD_ATC_INV and CMD_PRI_RESP.</summary>
    public static bool IsForEndpoint(this in Command command) => command.Opcode is CommandOpcode.AtcInv or CommandOpcode.PriResp;

    /// <summary>
    /// Sends a command to its function; without one, and while the SMMU is disabled (4.5.1, 4.5.2), it is ignored. The answer to a
    /// CMD_ATC_INV is there on return, for the CMD_SYNC of the queue that it came from.
    /// </summary>
    public static void Send(this IAtsEndpoint? endpoint, in Command command, ISmmuCore core, OutstandingInvalidations outstanding)
    {
        if (endpoint is null || !core.Registers.Cr0Ack.SMMUEN) return;
        if (command.Opcode == CommandOpcode.PriResp)
        {
            endpoint.Answer(PageResponse.Of(command, core.Capabilities));
            return;
        }

        var number = outstanding.Begin();
        if (endpoint.TryInvalidate(command.StreamID, InvalidateRequest.Of(command, core.Capabilities))) outstanding.Complete(number);
        else outstanding.TimeOut(number);
    }
}
