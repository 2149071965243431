using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Ghost;

/// <summary>A device (or one PASID of it) and a domain, for some time. Both ends are intervals: somewhere in them it happens.</summary>
/// <param name="Device">Whose.</param>
/// <param name="Domain">Which domain.</param>
/// <param name="By">The operation that attaches.</param>
/// <param name="From">Not before.</param>
/// <param name="Since">Surely from then on; 0 while that is open.</param>
/// <param name="Leaving">The operation that ends it; 0 for none.</param>
/// <param name="LeavingFrom">Not surely any more from then on; 0 for none.</param>
/// <param name="Until">Surely not any more; 0 while that is open.</param>
internal readonly record struct Attachment(
    DeviceId Device, DomainId Domain, OperationId By, long From, long Since, OperationId Leaving, long LeavingFrom, long Until);

/// <summary>Which domain the accesses of a device can meet, known from operations alone.</summary>
internal sealed class AttachmentTable
{
    private readonly Dictionary<(SmmuId, StreamId), DeviceId> _devices = [];
    private readonly Dictionary<(DeviceId, SubstreamId?), List<Attachment>> _attachments = [];
    private readonly Stack<List<Attachment>> _free = [];

    /// <summary>Every attachment that ever was, one list for each device and PASID.</summary>
    public Dictionary<(DeviceId Device, SubstreamId? Substream), List<Attachment>>.ValueCollection All => _attachments.Values;

    /// <summary>Streams of devices.</summary>
    public Dictionary<(SmmuId Smmu, StreamId Stream), DeviceId> Streams => _devices;

    /// <summary>Nothing is known.</summary>
    public void Reset()
    {
        _devices.Clear();
        foreach (var list in _attachments.Values)
        {
            list.Clear();
            _free.Push(list);
        }

        _attachments.Clear();
    }

    /// <summary>A stream of a device; of two devices with the same the first has it, for nobody can tell them apart.</summary>
    public void Add(DeviceAdded added) => _devices.TryAdd((added.Smmu, added.Stream), added.Device);

    /// <summary>What is known of the traffic of a stream; null if it never had a domain.</summary>
    public List<Attachment>? Of(SmmuId smmu, StreamId stream, SubstreamId? substream) =>
        _devices.TryGetValue((smmu, stream), out var device) ? _attachments.GetValueOrDefault((device, substream)) : null;

    /// <summary>What is known of a stream's device, for each PASID that it had a domain with, and without one.</summary>
    public IEnumerable<(SubstreamId? Substream, List<Attachment> Attachments)> At(SmmuId smmu, StreamId stream)
    {
        if (!_devices.TryGetValue((smmu, stream), out var device)) yield break;
        foreach (var ((owner, substream), list) in _attachments)
        {
            if (owner == device) yield return (substream, list);
        }
    }

    /// <summary>An operation begins that may change attachments.</summary>
    public void Began(OperationBegan began, long at)
    {
        if (began.Device is not { } device || !Changes(began.Kind)) return;
        if (!_attachments.TryGetValue((device, began.Substream), out var list))
        {
            list = _free.TryPop(out var used) ? used : [];
            _attachments.Add((device, began.Substream), list);
        }

        for (var index = 0; index < list.Count; index++)
        {
            if (list[index] is { Until: 0, LeavingFrom: 0 } open)
                list[index] = open with { Leaving = began.Operation, LeavingFrom = at };
        }

        if (began.Kind != OperationKind.Detach) list.Add(new Attachment(device, began.Domain, began.Operation, at, 0, default, 0, 0));
    }

    /// <summary>The operation ended: with success the change is sure, else what was there is there.</summary>
    public void Ended(OperationBegan began, bool done, long at)
    {
        if (began.Device is not { } device || !Changes(began.Kind)) return;
        var list = _attachments[(device, began.Substream)];
        for (var index = 0; index < list.Count; index++)
        {
            var one = list[index];
            if (one.By == began.Operation && one.Until == 0) list[index] = done ? one with { Since = at } : one with { Until = at };
            else if (one.Leaving == began.Operation && one.Until == 0)
                list[index] = done ? one with { Until = at } : one with { Leaving = default, LeavingFrom = 0 };
        }
    }

    /// <summary>True if an access that began then may have met the attachment.</summary>
    public static bool MayMeet(in Attachment one, long start) => one.Until == 0 || one.Until > start;

    /// <summary>True if an access that began then surely met it, if nothing has changed by now.</summary>
    public static bool MustMeet(in Attachment one, long start) => one.Since != 0 && one.Since < start && one.LeavingFrom == 0;

    /// <summary>The one attachment that an access that began then surely met, if nothing has changed by now; null in any doubt.</summary>
    public static Attachment? OnlyOne(List<Attachment> attachments, long start)
    {
        Attachment? met = null;
        foreach (var one in attachments)
        {
            if (!MayMeet(one, start)) continue;
            if (met is not null) return null;
            met = one;
        }

        return met is { } only && MustMeet(only, start) ? only : null;
    }

    /// <summary>The SMMUs at which the domain is attached and nothing is about to change that, as bits.</summary>
    /// <param name="domain">Which domain.</param>
    /// <param name="tablesOf">Whose tables a domain has.</param>
    /// <param name="before">Only where the operation that attached it began before this event: who came later saw what it left.</param>
    public ulong SettledAt(DomainId domain, Func<DomainId, DomainId> tablesOf, long before = long.MaxValue)
    {
        var at = 0UL;
        foreach (var list in _attachments.Values)
        {
            foreach (var one in list)
            {
                if (one is not { Until: 0, LeavingFrom: 0, Since: > 0 } || tablesOf(one.Domain) != domain) continue;
                if (Beginning(one, list) < before) at |= SmmusOf(one.Device);
            }
        }

        return at;
    }

    // From a domain to itself there is no moment without it.
    private static long Beginning(Attachment one, List<Attachment> list)
    {
        for (var index = list.Count - 1; index >= 0; index--)
        {
            if (list[index].Domain == one.Domain && list[index].From < one.From && list[index].Until > one.From) one = list[index];
        }

        return one.From;
    }

    /// <summary>The SMMUs that have streams of the device, as bits.</summary>
    public ulong SmmusOf(DeviceId device)
    {
        var at = 0UL;
        foreach (var (stream, owner) in _devices)
        {
            if (owner == device) at |= 1UL << stream.Item1.Value;
        }

        return at;
    }

    private static bool Changes(OperationKind kind) => kind is OperationKind.Attach or OperationKind.Replace or OperationKind.Detach;
}
