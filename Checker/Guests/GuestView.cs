using ActorIommu.Checker.Ghost;
using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Guests;

/// <summary>
/// One guest as a machine of its own: what happened in it, and the DMAs of its devices as it would have seen them, with its StreamIDs and
/// its addresses. A judge of its own judges that by the same rules.
/// </summary>
internal sealed class GuestView(HistoryJudge judge)
{
    private readonly Dictionary<(SmmuId, StreamId), DeviceId> _devices = [];
    private readonly Dictionary<(SmmuId, StreamId), (Asid Asid, long Since)> _contexts = [];
    private readonly HashSet<DeviceId> _translating = [];
    private readonly Dictionary<DeviceId, (ulong Now, long Since, ulong Installed)> _entries = [];

    /// <summary>Judges what the guest saw.</summary>
    public HistoryJudge Judge => judge;

    /// <summary>A new history begins.</summary>
    public void Begin(HistoryMode mode, JudgeOptions options)
    {
        _devices.Clear();
        _contexts.Clear();
        _translating.Clear();
        _entries.Clear();
        judge.Begin(mode, options);
    }

    /// <summary>The device of the machine that the guest sees there.</summary>
    public void Add(GuestDeviceAdded added) => _devices[(added.Smmu, new StreamId(added.Stream.Value))] = added.Device;

    /// <summary>The devices of the machine whose traffic a domain of the guest surely gets.</summary>
    /// <param name="smmu">Behind this SMMU of the guest.</param>
    /// <param name="asid">The tag of the domain; null for any.</param>
    /// <param name="before">Attached by then.</param>
    public IEnumerable<DeviceId> Using(SmmuId smmu, Asid? asid, long before)
    {
        var ghost = judge.Ghost;
        foreach (var (stream, device) in ghost.Attachments.Streams)
        {
            if (stream.Smmu != smmu || !_devices.TryGetValue((stream.Smmu, stream.Stream), out var real)) continue;
            if (ghost.Attachments.Of(stream.Smmu, stream.Stream, null) is not { } list) continue;
            if (list.Exists(one => IsSettled(one, before) && IsTagged(one, smmu, asid))) yield return real;
        }
    }

    /// <summary>The guest's entry for the device says that stage 1 translates.</summary>
    public bool Translates(DeviceId device) => _translating.Contains(device);

    /// <summary>A store of the guest to a structure that hardware may read.</summary>
    public void Apply(ConfigurationWritten written, long at)
    {
        var place = (written.Smmu, written.Stream);
        if (written.Dword != 0 || !_devices.TryGetValue(place, out var device)) return;
        if (written.Kind == ConfigurationKind.StreamTableEntry)
        {
            _entries[device] = _entries.GetValueOrDefault(device) with { Now = written.New, Since = at };
            if (default(StreamTableEntry) with { D0 = written.New } is { V: true, Config: SteConfig.S1Translate }) _translating.Add(device);
            else _translating.Remove(device);
        }
        else if (written.Kind == ConfigurationKind.ContextDescriptor)
        {
            var context = default(ContextDescriptor) with { D0 = written.New };
            if (context.V) _contexts[place] = (context.ASID, at);
            else _contexts.Remove(place);
        }
    }

    /// <summary>The host begins to install what the guest's entry for the device says.</summary>
    public void Install(DeviceId device)
    {
        if (_entries.TryGetValue(device, out var entry)) _entries[device] = entry with { Installed = entry.Now };
    }

    /// <summary>The device is not the guest's any more.</summary>
    public void Remove(DeviceId device) => _entries.Remove(device);

    /// <summary>
    /// The devices that a command names whose entry says something else, since before it was published, than what the host has installed.
    /// </summary>
    public IEnumerable<DeviceId> Outdated(CommandConsumed consumed)
    {
        if (PublishedAt(consumed.Queue, consumed.Slot) is not { } published) yield break;
        foreach (var ((smmu, stream), device) in _devices)
        {
            if (smmu != consumed.Queue.Smmu || !Names(consumed.Command, stream) || !_entries.TryGetValue(device, out var entry)) continue;
            if (entry.Since < published && entry.Now != entry.Installed) yield return device;
        }
    }

    // 4.3.1, 4.3.2: one stream, or 2^(Range + 1) of them from an aligned one.
    private static bool Names(in Command command, StreamId stream)
    {
        if (command.Opcode == CommandOpcode.CfgiSte) return command.StreamID == stream;
        return command.Range == Command.RangeAll || (command.StreamID.Value ^ stream.Value) >> command.Range >> 1 == 0;
    }

    /// <summary>The devices whose context descriptor has had the ASID since before a command was published, and has it now.</summary>
    public IEnumerable<DeviceId> Having(QueueId queue, uint slot, Asid asid)
    {
        if (PublishedAt(queue, slot) is not { } published) yield break;
        foreach (var ((smmu, stream), context) in _contexts)
        {
            if (smmu == queue.Smmu && context.Asid == asid && context.Since < published) yield return _devices[(smmu, stream)];
        }
    }

    private long? PublishedAt(QueueId queue, uint slot)
    {
        if (judge.Ghost.Find(queue) is not { } model) return null;
        var command = model.At(model.Unroll(slot));
        return command.Slot == model.Unroll(slot) && command.PublishedAt != 0 ? command.PublishedAt : null;
    }

    private bool IsTagged(in Attachment one, SmmuId smmu, Asid? asid) =>
        judge.Ghost.Domains.TryGetValue(one.Domain, out var domain) && domain.TagAt(smmu) is { } tag && (asid is null || tag.Asid == asid);

    private static bool IsSettled(in Attachment one, long before) => one is { Until: 0, LeavingFrom: 0, Since: > 0 } && one.Since < before;
}
