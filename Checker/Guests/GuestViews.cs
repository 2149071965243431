using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Guests;

/// <summary>
/// The guests of a history. An address of the machine is told to a guest as the IPA that was mapped to it: pages are used once.
/// </summary>
internal sealed class GuestViews
{
    private readonly Dictionary<GuestId, GuestView> _views = [];
    private readonly SortedSet<GuestId> _seen = new(Comparer<GuestId>.Create((one, other) => one.Value.CompareTo(other.Value)));
    private readonly Dictionary<DeviceId, (GuestId Guest, SmmuId Smmu, StreamId Stream)> _guestOf = [];
    private readonly Dictionary<DeviceId, SmmuId> _smmuOf = [];
    private readonly Dictionary<(SmmuId, StreamId), DeviceId> _devices = [];
    private readonly Dictionary<ViommuId, SmmuId> _viommus = [];
    private readonly Dictionary<(SmmuId, StreamId, TransactionId), (GuestId Guest, SmmuId Smmu, StreamId Stream, Iova Input)> _dmas = [];
    private readonly HashSet<DomainId> _stageTwo = [];
    private readonly Dictionary<OperationId, DeviceId> _installing = [];
    private readonly HashSet<DeviceId> _live = [];
    private readonly List<(ulong First, ulong Last, ulong Ipa)> _mapped = [];
    private readonly HardwareQueueNames _queues = new();
    private HistoryMode _mode;
    private JudgeOptions _options = JudgeOptions.Default;
    private bool _isDisturbed;
    private StampedEvent? _race;

    /// <summary>Guests that were seen, by their number.</summary>
    public IEnumerable<KeyValuePair<GuestId, GuestView>> All => _seen.Select(guest => KeyValuePair.Create(guest, _views[guest]));

    /// <summary>A new history begins.</summary>
    public void Begin(HistoryMode mode, JudgeOptions options)
    {
        (_mode, _options, _isDisturbed, _race) = (mode, options, false, null);
        _seen.Clear();
        _guestOf.Clear();
        _smmuOf.Clear();
        _devices.Clear();
        _viommus.Clear();
        _stageTwo.Clear();
        _installing.Clear();
        _live.Clear();
        _dmas.Clear();
        _mapped.Clear();
        _queues.Clear();
    }

    /// <summary>The guest.</summary>
    public GuestView Of(GuestId guest)
    {
        if (!_views.TryGetValue(guest, out var view)) _views.Add(guest, view = new GuestView(new HistoryJudge()));
        if (!_seen.Add(guest)) return view;
        view.Begin(_mode, _options);
        if (_race is { } race) view.Judge.See(race);
        return view;
    }

    /// <summary>The physical SMMU of a device.</summary>
    public SmmuId? SmmuOf(DeviceId device) => _smmuOf.TryGetValue(device, out var smmu) ? smmu : null;

    /// <summary>The physical SMMU of a viommu.</summary>
    public SmmuId? SmmuOf(ViommuId viommu) => _viommus.TryGetValue(viommu, out var smmu) ? smmu : null;

    /// <summary>Hardware translates for the device by the guest's stage 1, and nothing is about to change that.</summary>
    public bool IsLive(DeviceId device) => _live.Contains(device);

    /// <summary>What the guest's software does with a queue of hardware, told of that queue; null if it is something else.</summary>
    public IHistoryEvent? ForHardware(GuestEvent inside) => _queues.ForHardware(inside);

    /// <summary>Tells the guests what they see of an event.</summary>
    public void See(in StampedEvent stamped)
    {
        switch (stamped.Event)
        {
            case GuestEvent inside:
                if (inside.Event is ConfigurationWritten written) Of(inside.Guest).Apply(written, stamped.Sequence);
                Of(inside.Guest).Judge.See(stamped with { Event = inside.Event });
                break;
            case GuestDeviceAdded added:
                Of(added.Guest).Add(added);
                _guestOf[added.Device] = (added.Guest, added.Smmu, new StreamId(added.Stream.Value));
                break;
            case DeviceAdded added:
                (_devices[(added.Smmu, added.Stream)], _smmuOf[added.Device]) = (added.Device, added.Smmu);
                break;
            case GuestDeviceRemoved removed:
                Of(removed.Guest).Remove(removed.Device);
                break;
            case ViommuCreated created:
                _viommus[created.Viommu] = created.Smmu;
                break;
            case DomainCreated { Kind: DomainKind.StageTwo } created:
                _stageTwo.Add(created.Domain);
                break;
            case OperationBegan began:
                Began(began);
                break;
            case OperationEnded { Status: OperationStatus.Success } ended when _installing.Remove(ended.Operation, out var installed):
                _live.Add(installed);
                break;
            case DmaStarted dma when GuestOf(dma.Smmu, dma.Stream) is { } seen:
                _dmas[(dma.Smmu, dma.Stream, dma.Transaction)] = (seen.Guest, seen.Smmu, seen.Stream, dma.Input);
                Tell(seen.Guest, stamped, dma with { Smmu = seen.Smmu, Stream = seen.Stream });
                break;
            case DmaEnded dma when _dmas.Remove((dma.Smmu, dma.Stream, dma.Transaction), out var seen):
                var ipa = new Pa(IpaOf(dma.Output.Value));
                Tell(seen.Guest, stamped, dma with
                {
                    Smmu = seen.Smmu,
                    Stream = seen.Stream,
                    Output = ipa,
                    // No page of a guest is mapped to its own address: stage 1 passed it on.
                    Path = ipa.Value == seen.Input.Value ? TranslationPath.StreamBypass : dma.Path,
                    // Where the host takes pages or the device away a refusal need not be the guest's.
                    Fault = _isDisturbed || GuestOf(dma.Smmu, dma.Stream) is null ? default : dma.Fault,
                });
                break;
            case TimersRace:
                _race = stamped;
                break;
            case HardwareQueueGiven or GuestQueueMapped:
                _queues.See(stamped.Event);
                break;
            case var what when _queues.ForGuest(what) is { } told:
                Tell(told.Guest, stamped, told.Event);
                break;
            case FaultInjected or RunEnded:
                foreach (var guest in _seen) Tell(guest, stamped, stamped.Event);
                break;
        }
    }

    private void Began(OperationBegan began)
    {
        if (began is { Device: { } moved, Kind: OperationKind.Attach or OperationKind.Replace or OperationKind.Detach })
        {
            _live.Remove(moved);
            if (_guestOf.TryGetValue(moved, out var of))
            {
                _views[of.Guest].Install(moved);
                if (_views[of.Guest].Translates(moved)) _installing[began.Operation] = moved;
            }
        }

        // From then on what the device does is not the guest's doing.
        if (began is { Kind: OperationKind.Detach, Device: { } device }) _guestOf.Remove(device);
        if (!_stageTwo.Contains(began.Domain)) return;
        if (began.Kind is OperationKind.Unmap or OperationKind.ChangePermissions) _isDisturbed = true;
        if (began.Kind == OperationKind.Map && began.SizeBytes > 0)
            _mapped.Add((began.Pa.Value, began.Pa.Value + (began.SizeBytes - 1), began.Iova.Value));
    }

    private void Tell(GuestId guest, in StampedEvent stamped, IHistoryEvent what) =>
        _views[guest].Judge.See(stamped with { Event = what });

    private (GuestId Guest, SmmuId Smmu, StreamId Stream)? GuestOf(SmmuId smmu, StreamId stream) =>
        _devices.TryGetValue((smmu, stream), out var device) && _guestOf.TryGetValue(device, out var seen) ? seen : null;

    private ulong IpaOf(ulong address)
    {
        foreach (var (first, last, ipa) in _mapped)
        {
            if (first <= address && address <= last) return ipa + (address - first);
        }

        return address;
    }
}
