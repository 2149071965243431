using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Guests;

/// <summary>
/// VCMDQs that guests have. A guest writes commands and hardware does them, so each of the two judges is told what the other side does: the
/// guest's what hardware does, with the commands as the guest wrote them; the machine's what the guest does, which no operation of the
/// host's asked for.
/// </summary>
internal sealed class HardwareQueueNames
{
    private readonly Dictionary<(ViommuId Viommu, int Index), QueueId> _given = [];
    private readonly Dictionary<QueueId, (GuestId Guest, QueueId Queue)> _guests = [];
    private readonly Dictionary<(GuestId Guest, QueueId Queue), QueueId> _hardware = [];

    /// <summary>A new history begins.</summary>
    public void Clear()
    {
        _given.Clear();
        _guests.Clear();
        _hardware.Clear();
    }

    /// <summary>A queue is somebody's now.</summary>
    public void See(IHistoryEvent what)
    {
        switch (what)
        {
            case HardwareQueueGiven given:
                _given[(given.Viommu, given.Index)] = given.Queue;
                _guests.Remove(given.Queue);
                break;
            case GuestQueueMapped mapped when _given.TryGetValue((mapped.Viommu, mapped.Index), out var queue):
                _guests[queue] = (mapped.Guest, mapped.Queue);
                _hardware[(mapped.Guest, mapped.Queue)] = queue;
                break;
        }
    }

    /// <summary>What the guest sees hardware do with a queue of its; null if it is something else.</summary>
    public (GuestId Guest, IHistoryEvent Event)? ForGuest(IHistoryEvent what)
    {
        if (_guests.Count == 0 || QueueOf(what) is not { } queue || !_guests.TryGetValue(queue, out var own)) return null;
        return (own.Guest, what switch
        {
            CommandQueueStarted started => started with { Queue = own.Queue },
            CommandConsumed consumed => new CommandConsumed(own.Queue, consumed.Slot, consumed.Entry ?? consumed.Command),
            CommandTookEffect effect => effect with { Queue = own.Queue },
            CommandErrored errored => errored with { Queue = own.Queue },
            CommandErrorAcknowledged acknowledged => acknowledged with { Queue = own.Queue },
            SyncCompleted completed => completed with { Queue = own.Queue },
            AtcInvalidationCompleted completed => completed with { Queue = own.Queue },
            _ => (AtcInvalidationTimedOut)what with { Queue = own.Queue },
        });
    }

    /// <summary>What the guest's software does with a queue of hardware; null if it is something else.</summary>
    public IHistoryEvent? ForHardware(GuestEvent inside) => inside.Event switch
    {
        CommandWritten written when _hardware.TryGetValue((inside.Guest, written.Queue), out var queue) =>
            written with { Queue = queue, Operation = default },
        ProducerPublished published when _hardware.TryGetValue((inside.Guest, published.Queue), out var queue) =>
            published with { Queue = queue },
        _ => null,
    };

    private static QueueId? QueueOf(IHistoryEvent what) => what switch
    {
        CommandQueueStarted started => started.Queue,
        CommandConsumed consumed => consumed.Queue,
        CommandTookEffect effect => effect.Queue,
        CommandErrored errored => errored.Queue,
        CommandErrorAcknowledged acknowledged => acknowledged.Queue,
        SyncCompleted completed => completed.Queue,
        AtcInvalidationCompleted completed => completed.Queue,
        AtcInvalidationTimedOut timedOut => timedOut.Queue,
        _ => null,
    };
}
